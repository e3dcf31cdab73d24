// Asks what the API server and Argo CD ask about a freeze: cel-go at the version that Kubernetes pins, with the options its
// admission policies have, and robfig/cron by Argo CD's rule for sync windows.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/robfig/cron/v3"
)

type variable struct {
	Name       string `json:"name"`
	Expression string `json:"expression"`
}

type syncWindow struct {
	Schedule string `json:"schedule"`
	Duration string `json:"duration"`
	TimeZone string `json:"timeZone"`
}

type question struct {
	// Variables as the policy declares them; the last ones are the windows.
	Variables []variable `json:"variables"`
	Windows   []string   `json:"windows"`
	// SyncWindows of the same windows.
	SyncWindows []syncWindow `json:"syncWindows"`
	// Instants in seconds since 1970.
	Instants []int64 `json:"instants"`
}

// For each instant one character, "1" when anything holds.
type answer struct {
	Policy string `json:"policy"`
	Sync   string `json:"sync"`
}

func main() {
	// not whatever the machine has
	os.Setenv("ZONEINFO", filepath.Join(runtime.GOROOT(), "lib/time/zoneinfo.zip"))
	var questions []question
	must(json.NewDecoder(os.Stdin).Decode(&questions))
	answers := make([]answer, len(questions))
	for i, q := range questions {
		answers[i] = ask(q)
	}
	must(json.NewEncoder(os.Stdout).Encode(answers))
}

func ask(q question) answer {
	env, err := cel.NewEnv(
		cel.HomogeneousAggregateLiterals(),
		cel.DefaultUTCTimeZone(true),
		cel.CrossTypeNumericComparisons(true),
		cel.Variable("object", cel.DynType),
		cel.Variable("variables", cel.MapType(cel.StringType, cel.DynType)),
	)
	must(err)
	programs := make([]cel.Program, len(q.Variables))
	for i, each := range q.Variables {
		ast, issues := env.Compile(each.Expression)
		must(issues.Err())
		programs[i], err = env.Program(ast)
		must(err)
	}
	var policy, sync strings.Builder
	for _, instant := range q.Instants {
		at := time.Unix(instant, 0).UTC()
		values := map[string]any{}
		object := map[string]any{"metadata": map[string]any{"creationTimestamp": at.Format(time.RFC3339)}}
		for i, each := range q.Variables {
			value, _, err := programs[i].Eval(map[string]any{"object": object, "variables": values})
			must(err)
			values[each.Name] = value
		}
		held := false
		for _, name := range q.Windows {
			held = held || values[name].(interface{ Value() any }).Value().(bool)
		}
		write(&policy, held)
		held = false
		for _, window := range q.SyncWindows {
			held = held || active(window, at)
		}
		write(&sync, held)
	}
	return answer{Policy: policy.String(), Sync: sync.String()}
}

// Argo CD puts both the moment and the schedule on the wall of the time zone, and asks for a start in the time before.
func active(window syncWindow, at time.Time) bool {
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	schedule, err := parser.Parse(window.Schedule)
	must(err)
	duration, err := time.ParseDuration(window.Duration)
	must(err)
	zone, err := time.LoadLocation(window.TimeZone)
	must(err)
	_, offset := at.In(zone).Zone()
	// half a second on: at the very moment of its start a window isn't active yet
	wall := at.Add(time.Duration(offset)*time.Second + 500*time.Millisecond)
	return schedule.Next(wall.Add(-duration)).Before(wall)
}

func write(to *strings.Builder, held bool) {
	if held {
		to.WriteByte('1')
	} else {
		to.WriteByte('0')
	}
}

func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("%v", err))
	}
}
