package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// screen collects what try prints, and tells the page's address out of it.
type screen struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// newcomer is a person at a browser, in front of a freshly started try.
type newcomer struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // The browser's tab is a context.
	out string
	tty *screen
}

func newNewcomer(t *testing.T, width, height int) *newcomer {
	t.Helper()
	n := &newcomer{t: t, out: t.TempDir(), tty: &screen{}}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- tryOut(ctx, tryOptions{scenario: "toggl", out: n.out, addr: "127.0.0.1:0", speed: 30}, n.tty, n.tty)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("try ended with %v", err)
		}
	})
	url := ""
	for began := time.Now(); url == ""; time.Sleep(5 * time.Millisecond) {
		if url = address.FindString(n.tty.String()); time.Since(began) > 20*time.Second {
			t.Fatalf("try printed no address: %s", n.tty)
		}
	}
	n.ctx = openBrowser(t, width, height)
	n.do("open the page", chromedp.Navigate(url), chromedp.WaitVisible("#composer"))
	return n
}

// openBrowser starts Chromium, which the tests need as a person does.
func openBrowser(t *testing.T, width, height int) context.Context {
	t.Helper()
	path := os.Getenv("SITREP_CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Fatal("there is no Chromium; make needs says how to install it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.Flag("no-sandbox", true), chromedp.WindowSize(width, height), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	tab, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(tab); err != nil {
			t.Logf("closing the browser: %v", err)
		}
		closeTab()
	})
	if err := chromedp.Do(tab); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return tab
}

func (n *newcomer) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	n.t.Helper()
	// A press of skip may come before the thing that it was meant for; then the
	// story walks there by itself, thirty times faster than life.
	ctx, cancel := context.WithTimeout(n.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		n.look("failed")
		n.t.Fatalf("%s: %v\n%s", what, err, n.tty)
	}
}

// types types a line into the composer and sends it.
func (n *newcomer) types(line string) {
	n.t.Helper()
	n.do("type "+line, chromedp.Focus("#composer"), chromedp.SendKeys("#composer", line+kb.Escape+kb.Enter))
}

// sees waits until the text is on the page.
func (n *newcomer) sees(text string) {
	n.t.Helper()
	n.do("see "+text, chromedp.Poll[chromedp.Void](fmt.Sprintf(`document.body.innerText.replace(/\s+/g, ' ').includes(%q)`, text)))
}

// presses presses the last button with the label that can be pressed.
func (n *newcomer) presses(label string) {
	n.t.Helper()
	n.do("press "+label, chromedp.Poll[chromedp.Void](fmt.Sprintf(`(() => {
		const all = [...document.querySelectorAll('button')].filter(b => b.innerText.includes(%q) && !b.disabled && b.offsetParent);
		if (!all.length) return false;
		all[all.length - 1].click();
		return true;
	})()`, label)))
}

// look keeps a picture of the page, if a folder for pictures was named.
func (n *newcomer) look(name string) {
	dir := os.Getenv("SITREP_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(n.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		n.t.Logf("screenshot %s: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(n.t.Name(), "/", "-")+"-"+name+".png"), png, 0o600); err != nil {
		n.t.Log(err)
	}
}

func TestANewcomersFiveMinutesInABrowser(t *testing.T) {
	t.Parallel()
	n := newNewcomer(t, 1440, 1000)
	n.sees("You are Ana at Toggl")
	n.look("1-start")

	n.types("/incident declare sev1 API is slow")
	began := time.Now()
	n.sees("#inc-1-api-is-slow")
	n.sees("2 of 20 take traffic")
	n.sees("Since 15:00 UTC")
	n.sees("Out: api-3, api-4, api-5 and 15 more")
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the first answer took %v of machine time", took)
	}
	n.look("2-answered")

	n.presses("I'm on it")
	n.sees("Ana is on it")

	n.types("/incident did added 4 database replicas")
	n.sees("added 4 database replicas")
	n.presses("Skip to the next thing")
	n.sees("receiving 0")
	n.look("3-counted")
	n.presses("Skip to the next thing")
	n.sees("Nothing has moved yet")
	n.sees("receive nothing")
	n.look("4-nothing-moved")

	n.types("/incident did put 18 API servers back in the pool")
	n.sees("put 18 API servers back in the pool")
	n.presses("Skip to the next thing")
	n.presses("Skip to the next thing")
	n.presses("Skip to the next thing")
	n.sees("It moved")
	n.look("5-moved")

	n.types("/incident resolve 18 API servers back in the pool")
	n.sees("You were on it at")
	n.sees("inc-1-api-is-slow.md")
	n.look("6-score")
	if _, err := os.Stat(filepath.Join(n.out, "inc-1-api-is-slow.md")); err != nil {
		t.Errorf("the draft: %v", err)
	}
	if !strings.Contains(n.tty.String(), "Step 5 of 5") {
		t.Errorf("the terminal coached as far as this:\n%s", n.tty)
	}
}

func TestAMistypedLineIsGivenBackInTheBrowser(t *testing.T) {
	t.Parallel()
	n := newNewcomer(t, 390, 844)
	n.types("/incident api is slow")
	n.sees("I did not know")
	n.sees("Declare")
	n.look("phone")
}

func TestAFormAMarkAndTheKeyboardInABrowser(t *testing.T) {
	t.Parallel()
	n := newNewcomer(t, 1440, 1000)
	focus := func(what, elements, saying string) {
		t.Helper()
		n.do("go to "+what, chromedp.Poll[chromedp.Void](fmt.Sprintf(
			`(() => { const e = [...document.querySelectorAll(%q)].filter(e => (e.closest('.message') ?? e).innerText.includes(%q)).pop(); e?.focus(); return !!e; })()`, elements, saying)))
	}
	keys := func(what, keys string) {
		t.Helper()
		n.do(what, chromedp.KeyEvent(keys))
	}
	is := func(what, expression string) {
		t.Helper()
		n.do("find that "+what, chromedp.Poll[chromedp.Void](expression))
	}

	focus("the shortcuts", "#shortcuts", "")
	keys("open the shortcuts", kb.Enter)
	is("the first shortcut has the focus", `document.activeElement.innerText.startsWith('Declare an incident')`)
	keys("choose it", kb.Enter)
	is("its form is open", `document.activeElement.closest('dialog')?.querySelector('h2').innerText === 'Declare an incident'`)
	keys("send the empty form", kb.Enter)
	is("the field says what it lacks", `document.getElementById(document.activeElement.getAttribute('aria-describedby').split(' ').pop()).innerText === 'Please complete this required field.'`)
	n.look("1-error")
	for range 5 {
		keys("walk through the form", kb.Tab)
	}
	is("Tab stays in the form", `document.activeElement.closest('dialog') !== null`)
	focus("the field", "dialog [data-action=title]", "")
	keys("fill it in and send it", "API is slow"+kb.Enter)
	n.sees("I asked")
	n.look("2-sent")
	keys("close what it answered", kb.Escape)
	is("no form is open, and the focus is where it was", `!document.querySelector('dialog') && document.activeElement.id === 'shortcuts'`)
	n.sees("2 of 20 take traffic")

	n.types("customers cannot log in")
	focus("the menu of the message", "[data-menu]", "customers cannot log in")
	keys("open it", kb.Enter)
	is("its first item is :pushpin:", `document.activeElement.dataset.emoji === 'pushpin'`)
	n.look("3-menu")
	keys("take it", kb.Enter)
	is("it stands under the message", `document.querySelector('.reaction[data-emoji=pushpin]')?.getAttribute('aria-pressed') === 'true'`)
	// The mark is an event, and nothing says when it has arrived: so ask again.
	n.do("see the line", chromedp.Poll[chromedp.Void](`fetch('/page/type', {method: 'POST', headers: {'Content-Type': 'application/json'},
		body: JSON.stringify({user: sessionStorage.getItem('as'), channel: location.hash.slice(2), text: '/incident timeline'})})
		.then(() => document.body.innerText.includes('noted: customers cannot log in'))`, chromedp.WithPollingInterval(300*time.Millisecond)))
	n.look("4-line")
	n.presses("Ben")
	is("Ben does not see what only Ana was told", `document.querySelector('#as').selectedOptions[0].text === 'Ben' && !document.body.innerText.includes('noted: customers cannot log in')`)
	is("Ben may make the mark his own", `document.querySelector('.reaction[data-emoji=pushpin]')?.getAttribute('aria-pressed') === 'false'`)
}
