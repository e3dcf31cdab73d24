package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// running serves on a free port until its context ends; the result of serve arrives in ended.
func running(t *testing.T, handler http.Handler, ready *readiness, stop shutdown) (url string, cancel func(), ended chan error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended = make(chan error, 1)
	go func() { ended <- serve(ctx, listener, newServer(handler, quiet()), ready, stop, quiet()) }()
	t.Cleanup(cancel)
	return "http://" + listener.Addr().String(), cancel, ended
}

func status(t *testing.T, url string) int {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

func wait(t *testing.T, ended chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(time.Minute):
		t.Fatal("serve did not end within a minute")
		return nil
	}
}

func TestReadinessGoesOffWhileRequestsAreStillAnswered(t *testing.T) {
	ready := &readiness{}
	// Longer than the test looks, however slow the machine: nobody waits for its end.
	delay := 10 * time.Minute
	url, cancel, ended := running(t, newHandler(built, ready, quiet()), ready, shutdown{delay: delay, within: time.Second})
	if got := status(t, url+"/readyz"); got != 200 {
		t.Fatalf("readyz is %d before the stop, want 200", got)
	}
	cancel()
	for deadline := time.Now().Add(time.Minute); status(t, url+"/readyz") != 503; {
		if time.Now().After(deadline) {
			t.Fatal("readyz never became 503 during the delay")
		}
	}
	if got := status(t, url+"/"); got != 200 {
		t.Errorf("greeting is %d during the delay, want 200", got)
	}
	select {
	case err := <-ended:
		t.Errorf("serve ended during the delay: %v", err)
	default:
	}
}

func TestThePortIsClosedAfterTheDelay(t *testing.T) {
	ready := &readiness{}
	stop := shutdown{delay: 50 * time.Millisecond, within: time.Minute}
	url, cancel, ended := running(t, newHandler(built, ready, quiet()), ready, stop)
	if got := status(t, url+"/readyz"); got != 200 {
		t.Fatalf("readyz is %d before the stop, want 200", got)
	}
	cancel()
	if err := wait(t, ended); err != nil {
		t.Errorf("serve ended with %v, want nil", err)
	}
	if _, err := net.Dial("tcp", url[len("http://"):]); err == nil {
		t.Error("the port is still open")
	}
}

func TestARequestInFlightIsAnsweredBeforeTheEnd(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		w.WriteHeader(http.StatusTeapot)
	})
	url, cancel, ended := running(t, handler, &readiness{}, shutdown{within: time.Minute})
	answered := make(chan int, 1)
	go func() { answered <- status(t, url) }()
	<-entered
	cancel()
	select {
	case err := <-ended:
		t.Fatalf("serve ended with a request in flight: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	if got := <-answered; got != http.StatusTeapot {
		t.Errorf("answer is %d, want 418", got)
	}
	if err := wait(t, ended); err != nil {
		t.Errorf("serve ended with %v, want nil", err)
	}
}

func TestARequestThatNeverEndsIsCut(t *testing.T) {
	entered := make(chan struct{})
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	})
	url, cancel, ended := running(t, handler, &readiness{}, shutdown{within: 50 * time.Millisecond})
	go func() {
		if answer, err := http.Get(url); err == nil {
			_ = answer.Body.Close()
		}
	}()
	<-entered
	cancel()
	err := wait(t, ended)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("serve ended with %v, want a deadline", err)
	}
	if want := "requests were still running after 50ms and were cut: context deadline exceeded"; err.Error() != want {
		t.Errorf("message is %q, want %q", err, want)
	}
}

func TestEveryTimeoutIsSet(t *testing.T) {
	server := newServer(http.NotFoundHandler(), quiet())
	got := []time.Duration{server.ReadHeaderTimeout, server.ReadTimeout, server.WriteTimeout, server.IdleTimeout}
	for index, want := range []time.Duration{5 * time.Second, 10 * time.Second, 10 * time.Second, 60 * time.Second} {
		if got[index] != want {
			t.Errorf("timeout %d is %s, want %s", index, got[index], want)
		}
	}
	if drainWithin+maxShutdownDelay >= 30*time.Second {
		t.Error("a stop can take longer than Kubernetes' default grace period")
	}
}
