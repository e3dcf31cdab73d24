// Asks Go's regexp package which patterns compile and which character classes its parser looks up, and the glob library
// at Kargo's version which globs it takes.
package main

import (
	"encoding/json"
	"os"
	"regexp"
	"sort"
	"strings"
	"unicode"

	"github.com/bmatcuk/doublestar/v4"
)

type question struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

type answer struct {
	// Error is why a pattern is refused; nothing when it compiles.
	Error *string `json:"error"`
	// Names is the answer to the kind "classes": every name that a class in braces can have, without blanks, - and _.
	Names []string `json:"names,omitempty"`
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		panic(err)
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		switch q.Kind {
		case "classes":
			answers[i].Names = classes()
		case "pattern":
			if _, err := regexp.Compile(q.Text); err != nil {
				text := err.Error()
				answers[i].Error = &text
			}
		case "glob":
			if !doublestar.ValidatePattern(q.Text) {
				text := doublestar.ErrBadPattern.Error()
				answers[i].Error = &text
			}
		default:
			panic("unknown kind " + q.Kind)
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}

// Every name of Unicode's tables in Go that the parser takes, spelled in the one way that it compares.
func classes() []string {
	candidates := []string{"Any", "ASCII", "Assigned", "LC"}
	for name := range unicode.Categories {
		candidates = append(candidates, name)
	}
	for name := range unicode.Scripts {
		candidates = append(candidates, name)
	}
	for name := range unicode.CategoryAliases {
		candidates = append(candidates, name)
	}
	known := map[string]bool{}
	for _, name := range candidates {
		bare := strings.NewReplacer("_", "", "-", "", " ", "").Replace(name)
		spelled := strings.ToUpper(bare[:1]) + strings.ToLower(bare[1:])
		if _, err := regexp.Compile(`\p{` + spelled + `}`); err == nil {
			known[spelled] = true
		}
	}
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
