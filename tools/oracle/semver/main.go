// Asks Masterminds/semver, at the version Kargo pins, which constraints and versions it takes.
package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/Masterminds/semver/v3"
)

type question struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		panic(err)
	}
	answers := make([]*string, len(questions))
	for i, q := range questions {
		if err := ask(q); err != nil {
			text := err.Error()
			answers[i] = &text
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}

func ask(q question) error {
	switch q.Kind {
	case "constraint":
		_, err := semver.NewConstraint(q.Text)
		return err
	case "strict":
		if _, err := semver.NewVersion(q.Text); err != nil {
			return err
		}
		_, err := semver.StrictNewVersion(strings.TrimPrefix(q.Text, "v"))
		return err
	case "coerced":
		_, err := semver.NewVersion(q.Text)
		return err
	}
	panic("unknown kind " + q.Kind)
}
