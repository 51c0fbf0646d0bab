package sandbox

import (
	"reflect"
	"time"
)

// Story is what the page says of the scenario: where it stands, what to do
// next, and how it went.
type Story struct {
	Title   string        `json:"title"`
	Intro   string        `json:"intro"`
	Now     time.Time     `json:"now"`   // Story time.
	Speed   float64       `json:"speed"` // Story seconds per second; 0 while the clock stands.
	Steps   []StoryStep   `json:"steps"`
	Buttons []StoryButton `json:"buttons"`
	Score   []string      `json:"score"` // Empty until the end.
	File    *StoryFile    `json:"file"`
}

// StoryStep is one thing for the newcomer to do.
type StoryStep struct {
	Text    string `json:"text"`
	Insert  string `json:"insert"` // What the page puts into the composer; may be empty.
	Done    bool   `json:"done"`
	Current bool   `json:"current"`
}

// StoryButton is a button of the story's, for OnStoryButton.
type StoryButton struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	Note     string `json:"note"`
	Disabled bool   `json:"disabled"`
}

// StoryFile is a file to take home.
type StoryFile struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// leap is the story time by which a clock may differ from where it was expected
// before the page is told at once.
const leap = 5 * time.Second

// SetStory sets what the page says of the story. It may be called often: the
// page is told when something has changed, which a clock that runs on has not.
func (w *Workspace) SetStory(s Story) {
	s.Now, s.Steps, s.Buttons, s.Score = s.Now.UTC(), list(s.Steps), list(s.Buttons), list(s.Score)
	w.mu.Lock()
	defer w.mu.Unlock()
	old := w.story
	if old != nil && old.saysWhat(s) && old.expects(s.Now, time.Since(w.told)) {
		return
	}
	w.story, w.told = &s, time.Now()
	w.tell(Update{Type: "story", Story: new(s)})
}

// saysWhat reports whether two stories say the same but for the time.
func (s Story) saysWhat(other Story) bool {
	other.Now = s.Now
	return reflect.DeepEqual(s, other)
}

// expects reports whether a page that runs the clock on would show about now.
func (s Story) expects(now time.Time, passed time.Duration) bool {
	shown := s.Now.Add(time.Duration(float64(passed) * s.Speed))
	return now.Sub(shown).Abs() < leap
}

// storyNow is the story with the time it is now; nil if there is none.
func (w *Workspace) storyNow() *Story {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.story == nil {
		return nil
	}
	s := *w.story
	s.Now = w.now()
	return &s
}
