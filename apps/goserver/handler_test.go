package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

var built = build{Version: "1.2.3", Commit: "0123456789abcdef0123456789abcdef01234567"}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestRoutesAnswerWithStatusTypeAndBody(t *testing.T) {
	const plain = "text/plain; charset=utf-8"
	stopping := &readiness{}
	stopping.turnOff()
	unfit := &readiness{}
	unfit.refuse(greetingProblem(" \n"))
	tests := []struct {
		name, method, path string
		ready              *readiness
		status             int
		contentType, body  string
		allow              string
	}{
		{"greeting", "GET", "/", &readiness{}, 200, plain, "Hello from goserver\n", ""},
		{"a query changes nothing", "GET", "/?name=x", &readiness{}, 200, plain, "Hello from goserver\n", ""},
		{"health", "GET", "/healthz", &readiness{}, 200, plain, "ok\n", ""},
		{"health while stopping", "GET", "/healthz", stopping, 200, plain, "ok\n", ""},
		{"ready", "GET", "/readyz", &readiness{}, 200, plain, "ok\n", ""},
		{"not ready while stopping", "GET", "/readyz", stopping, 503, plain, "not ready: stopping\n", ""},
		{"never ready with an empty greeting", "GET", "/readyz", unfit, 503, plain, "not ready: greeting.txt is empty\n", ""},
		{"alive with an empty greeting", "GET", "/healthz", unfit, 200, plain, "ok\n", ""},
		{"version", "GET", "/version", &readiness{}, 200, "application/json",
			`{"version":"1.2.3","commit":"0123456789abcdef0123456789abcdef01234567"}` + "\n", ""},
		{"unknown path", "GET", "/nothing", &readiness{}, 404, plain, "404 page not found\n", ""},
		{"a path below a known one", "GET", "/version/x", &readiness{}, 404, plain, "404 page not found\n", ""},
		{"wrong method", "POST", "/version", &readiness{}, 405, plain, "Method Not Allowed\n", "GET, HEAD"},
		{"wrong method on the greeting", "DELETE", "/", &readiness{}, 405, plain, "Method Not Allowed\n", "GET, HEAD"},
		{"an unknown method", "BREW", "/healthz", &readiness{}, 405, plain, "Method Not Allowed\n", "GET, HEAD"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := httptest.NewRecorder()
			newHandler(built, test.ready, quiet()).ServeHTTP(answer, httptest.NewRequest(test.method, test.path, nil))
			if answer.Code != test.status {
				t.Errorf("status is %d, want %d", answer.Code, test.status)
			}
			if got := answer.Header().Get("Content-Type"); got != test.contentType {
				t.Errorf("content type is %q, want %q", got, test.contentType)
			}
			if got := answer.Body.String(); got != test.body {
				t.Errorf("body is %q, want %q", got, test.body)
			}
			if got := answer.Header().Get("Allow"); got != test.allow {
				t.Errorf("Allow is %q, want %q", got, test.allow)
			}
		})
	}
}

func TestHeadHasNoBody(t *testing.T) {
	server := httptest.NewServer(newHandler(built, &readiness{}, quiet()))
	defer server.Close()
	answer, err := http.Head(server.URL + "/version")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != 200 || len(body) != 0 {
		t.Errorf("got status %d and %d bytes, want 200 and none", answer.StatusCode, len(body))
	}
}

func TestEachRequestIsOneLogLineThatAClientCannotForge(t *testing.T) {
	var log bytes.Buffer
	handler := newHandler(built, &readiness{}, slog.New(slog.NewJSONHandler(&log, nil)))
	request := httptest.NewRequest("GET", "/x%0A%7B%22level%22:%22ERROR%22%7D", nil)
	request.Header.Set("User-Agent", "a\"b\x1b[31m\u2028")
	handler.ServeHTTP(httptest.NewRecorder(), request)

	if got := strings.Count(log.String(), "\n"); got != 1 {
		t.Fatalf("%d lines, want 1: %q", got, log.String())
	}
	for _, raw := range []string{"\x1b", "\u2028"} {
		if strings.Contains(log.String(), raw) {
			t.Errorf("%q stands unescaped in %q", raw, log.String())
		}
	}
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	for _, varies := range []string{"time", "seconds"} {
		if _, found := line[varies]; !found {
			t.Errorf("%s is missing", varies)
		}
		delete(line, varies)
	}
	want := map[string]any{
		"level": "INFO", "msg": "request", "method": "GET", "path": "/x\n{\"level\":\"ERROR\"}", "status": 404.0,
		"bytes": 19.0, "remote": "192.0.2.1:1234", "userAgent": "a\"b\x1b[31m\u2028",
	}
	if !reflect.DeepEqual(line, want) {
		t.Errorf("got  %v\nwant %v", line, want)
	}
}

func TestALongPathIsCutInTheLog(t *testing.T) {
	var log bytes.Buffer
	handler := newHandler(built, &readiness{}, slog.New(slog.NewJSONHandler(&log, nil)))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/"+strings.Repeat("a", 5000), nil))
	var line struct{ Path string }
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if want := "/" + strings.Repeat("a", 255) + "…"; line.Path != want {
		t.Errorf("path is %q, want %q", line.Path, want)
	}
}

func TestProbesAreLoggedOnlyAtDebug(t *testing.T) {
	for _, test := range []struct {
		level slog.Level
		lines int
	}{{slog.LevelInfo, 1}, {slog.LevelDebug, 4}} {
		var log bytes.Buffer
		handler := newHandler(built, &readiness{}, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: test.level})))
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/"} {
			handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
		}
		if got := strings.Count(log.String(), "\n"); got != test.lines {
			t.Errorf("%d lines at %s, want %d: %s", got, test.level, test.lines, log.String())
		}
	}
}

func TestMetricsCountByMethodRouteAndCodeWithBoundedLabels(t *testing.T) {
	handler := newHandler(built, &readiness{}, quiet())
	for _, request := range [][2]string{{"GET", "/"}, {"GET", "/"}, {"POST", "/"}, {"GET", "/a"}, {"BREW", "/b"}} {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(request[0], request[1], nil))
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	var got []string
	for line := range strings.Lines(answer.Body.String()) {
		if strings.HasPrefix(line, "http_requests_") || strings.HasPrefix(line, "goserver_build_info") ||
			strings.HasPrefix(line, "http_request_duration_seconds_count") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	want := []string{
		`goserver_build_info{commit="0123456789abcdef0123456789abcdef01234567",version="1.2.3"} 1`,
		`http_request_duration_seconds_count{method="GET",route="/"} 2`,
		`http_request_duration_seconds_count{method="GET",route="other"} 1`,
		`http_request_duration_seconds_count{method="POST",route="other"} 1`,
		`http_request_duration_seconds_count{method="other",route="other"} 1`,
		`http_requests_in_flight 1`,
		`http_requests_total{code="200",method="GET",route="/"} 2`,
		`http_requests_total{code="404",method="GET",route="other"} 1`,
		`http_requests_total{code="404",method="other",route="other"} 1`,
		`http_requests_total{code="405",method="POST",route="other"} 1`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOnlyAGreetingWithTextIsFit(t *testing.T) {
	if got := greetingProblem(greeting); got != "" {
		t.Errorf("the greeting that is built in: %s", got)
	}
	for _, empty := range []string{"", "\n", " \t\r\n"} {
		if got, want := greetingProblem(empty), "greeting.txt is empty"; got != want {
			t.Errorf("%q: %q, want %q", empty, got, want)
		}
	}
}
