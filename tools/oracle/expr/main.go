// Says of each question what upstream says: is an expression parsed, is it compiled with the functions Kargo gives in
// that place, and what does an expression or a template come to.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/akuity/kargo/pkg/expressions"
	"github.com/akuity/kargo/pkg/urls"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/parser"
)

type question struct {
	Expression *string        `json:"expression"`
	Place      string         `json:"place"`
	Template   *string        `json:"template"`
	Evaluate   *string        `json:"evaluate"`
	Env        map[string]any `json:"env"`
	Repository string         `json:"repository"`
	URLs       [2]string      `json:"urls"`
}

type answer struct {
	Parse   string `json:"parse,omitempty"`
	Tree    any    `json:"tree,omitempty"`
	Compile string `json:"compile,omitempty"`
	Value   any    `json:"value,omitempty"`
	Type    string `json:"type,omitempty"`
	JSON    string `json:"json,omitempty"`
	Error   string `json:"error,omitempty"`
	Same    *bool  `json:"same,omitempty"`
}

// What Kargo's functions return, as far as an expression can see it; their real package needs a module that no proxy has.
type (
	origin struct{ Kind, Name string }
	commit struct{ RepoURL, ID, Branch, Tag, Message, Author, Committer string }
	image  struct {
		RepoURL, Tag, Digest string
		Annotations          map[string]string
	}
	discoveredCommit struct{ ID, Branch, Tag, Subject, Author, Committer string }
	discoveredImage  struct {
		Tag, Digest string
		Annotations map[string]string
	}
	chart    struct{ RepoURL, Name, Version string }
	artifact struct {
		ArtifactType, SubscriptionName, Version string
		Metadata                                map[string]any
	}
)

// options declare Kargo's functions of one place, with the signatures that pkg/expressions/function gives them.
func options(place string) []expr.Option {
	fn := func(name string, types ...any) expr.Option {
		return expr.Function(name, func(...any) (any, error) { return nil, nil }, types...)
	}
	text := new(func(any) string)
	if place == "freight-criteria" {
		return []expr.Option{
			fn("commitFrom", new(func(string) discoveredCommit)),
			fn("imageFrom", new(func(string) discoveredImage)),
			fn("chartFrom", new(func(string, string) chart), new(func(string) chart)),
			fn("artifactFrom", new(func(string) artifact)),
		}
	}
	if place != "promotion-step" {
		return nil
	}
	data := new(func(string) map[string]string)
	metadata := new(func(string) map[string]any)
	return []expr.Option{
		fn("quote", text), fn("unsafeQuote", text), fn("asYAML", text), fn("asJSON", text),
		fn("warehouse", new(func(string) origin)),
		fn("commitFrom", new(func(string, origin) commit), new(func(string) commit)),
		fn("imageFrom", new(func(string, origin) image), new(func(string) image)),
		fn(
			"chartFrom",
			new(func(string, string, origin) chart), new(func(string, string) chart),
			new(func(string, origin) chart), new(func(string) chart),
		),
		fn("artifactFrom", new(func(string, origin) artifact), new(func(string) artifact)),
		fn("configMap", data), fn("sharedConfigMap", data), fn("secret", data), fn("sharedSecret", data),
		fn("freightMetadata", metadata), fn("stageMetadata", metadata),
		fn("always", new(func() bool)), fn("failure", new(func() bool)), fn("success", new(func() bool)),
		fn("status", new(func(string) string)),
		fn("semverDiff", new(func(string, string) string)), fn("semverParse", new(func(string) *semver.Version)),
	}
}

// reason is an error without the picture of where it stands.
func reason(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}

var normalize = map[string]func(string) string{
	"git": urls.NormalizeGit, "images": urls.NormalizeImage, "charts": urls.NormalizeChart,
}

func ask(q question) answer {
	if q.Repository != "" {
		same := normalize[q.Repository](q.URLs[0]) == normalize[q.Repository](q.URLs[1])
		return answer{Same: &same}
	}
	if q.Template != nil {
		value, err := expressions.EvaluateTemplate(*q.Template, q.Env)
		if err != nil {
			return answer{Error: reason(err)}
		}
		return answer{Value: value}
	}
	if q.Evaluate != nil {
		return evaluate(*q.Evaluate, q.Env)
	}
	parsed, err := parser.Parse(*q.Expression)
	if err != nil {
		return answer{Parse: reason(err)}
	}
	a := answer{Tree: tree(parsed.Node)}
	if _, err := expr.Compile(*q.Expression, options(q.Place)...); err != nil {
		a.Compile = reason(err)
	}
	return a
}

// evaluate says what an expression comes to: its type, which tells an int from a float, and its JSON when it has any.
func evaluate(expression string, env map[string]any) answer {
	program, err := expr.Compile(expression)
	if err != nil {
		return answer{Error: reason(err)}
	}
	value, err := expr.Run(program, env)
	if err != nil {
		return answer{Error: reason(err)}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return answer{Type: fmt.Sprintf("%T", value), Error: reason(err)}
	}
	return answer{Type: fmt.Sprintf("%T", value), JSON: string(text)}
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		log.Fatal(err)
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		answers[i] = ask(q)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answers); err != nil {
		log.Fatal(err)
	}
}
