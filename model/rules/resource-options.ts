/**
 * Under this key the policy pack adds a resource's Pulumi options to the object that rules judge. No field of Kubernetes'
 * begins with a dollar sign; where an object has one of this name, the pack's stands in its place.
 */
export const resourceOptions = "$options";
