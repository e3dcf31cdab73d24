// Asks what Argo CD asks about a sync window: robfig/cron at its pinned version, and Go's time zones.
package main

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

type question struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

type answer struct {
	// Error is why it is refused; nothing when it is taken.
	Error *string `json:"error"`
	// Never is true for a schedule that is taken and has no next time.
	Never bool `json:"never,omitempty"`
	// Names is the answer to the kind "zones": every zone that Go carries.
	Names []string `json:"names,omitempty"`
}

// The same fields as in SyncWindow.Validate of Argo CD.
var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		panic(err)
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		answers[i] = ask(q)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}

func ask(q question) (given answer) {
	defer func() {
		if cause := recover(); cause != nil {
			given = refused(fmt.Errorf("panic: %v", cause))
		}
	}()
	switch q.Kind {
	case "cron":
		schedule, err := parser.Parse(q.Text)
		if err != nil {
			return refused(err)
		}
		return answer{Never: schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero()}
	case "zone":
		if _, err := time.LoadLocation(q.Text); err != nil {
			return refused(err)
		}
		return answer{}
	case "zones":
		return answer{Names: zones()}
	}
	return refused(errors.New("unknown kind " + q.Kind))
}

func refused(err error) answer {
	text := err.Error()
	return answer{Error: &text}
}

func zones() []string {
	archive, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib/time/zoneinfo.zip"))
	if err != nil {
		panic(err)
	}
	defer archive.Close()
	var names []string
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, "/") {
			names = append(names, file.Name)
		}
	}
	sort.Strings(names)
	return names
}
