// Asks Go's time package, and the pattern in Kargo's CRDs, about durations.
package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"time"
)

// The pattern of requiredSoakTime and interval in the CRDs of Kargo.
var pattern = regexp.MustCompile(`^([0-9]+(\.[0-9]+)?(s|m|h))+$`)

type answer struct {
	// Pattern says whether the CRDs' pattern matches the text.
	Pattern bool `json:"pattern"`
	// Nanoseconds is how long it lasts, in decimal; nothing when Go can't read it.
	Nanoseconds *string `json:"nanoseconds"`
	// Stored is what Go writes for the text; nothing when it can't read it.
	Stored *string `json:"stored"`
	// Again says whether the CRDs' pattern also matches what Go writes.
	Again bool `json:"again"`
	// Error is why Go can't read it.
	Error *string `json:"error"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	answers := make([]answer, len(texts))
	for i, text := range texts {
		answers[i].Pattern = pattern.MatchString(text)
		duration, err := time.ParseDuration(text)
		if err != nil {
			message := err.Error()
			answers[i].Error = &message
			continue
		}
		nanoseconds := strconv.FormatInt(int64(duration), 10)
		answers[i].Nanoseconds = &nanoseconds
		stored := duration.String()
		answers[i].Stored = &stored
		answers[i].Again = pattern.MatchString(stored)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
