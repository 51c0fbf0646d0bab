package sandbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// many is a block, or a part of one, so many times.
func many(one string, n int) string { return strings.TrimSuffix(strings.Repeat(one+",", n), ",") }

func x(n int) string { return strings.Repeat("x", n) }

func TestBlocksOutsideOfSlacksLimitsAreRefused(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	id := c.channel("inc-1")
	plain := func(n int) string { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, x(n)) }
	button := func(more string) string {
		return `{"type":"button","text":` + plain(3) + more + `}`
	}
	rich := func(element string) string {
		return `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + element + `]}]}`
	}
	option := `{"text":` + plain(3) + `,"value":"v"}`
	tests := []struct{ name, blocks, pointer string }{
		{"an empty section", `{"type":"section"}`, "/blocks/0"},
		{"a long section", `{"type":"section","text":` + plain(3001) + `}`, "/blocks/0/text/text"},
		{"an empty text", `{"type":"section","text":` + plain(0) + `}`, "/blocks/0/text/text"},
		{"eleven fields", `{"type":"section","fields":[` + many(plain(1), 11) + `]}`, "/blocks/0/fields"},
		{"a long field", `{"type":"section","fields":[` + plain(2001) + `]}`, "/blocks/0/fields/0/text"},
		{"a long header", `{"type":"header","text":` + plain(151) + `}`, "/blocks/0/text/text"},
		{"markup in a header", `{"type":"header","text":{"type":"mrkdwn","text":"x"}}`, "/blocks/0/text/type"},
		{"eleven elements of context", `{"type":"context","elements":[` + many(plain(1), 11) + `]}`, "/blocks/0/elements"},
		{"context without elements", `{"type":"context","elements":[]}`, "/blocks/0/elements"},
		{"a button in context", `{"type":"context","elements":[` + button("") + `]}`, "/blocks/0/elements/0/type"},
		{"26 buttons", `{"type":"actions","elements":[` + many(button(""), 26) + `]}`, "/blocks/0/elements"},
		{"a long label", `{"type":"actions","elements":[{"type":"button","text":` + plain(76) + `}]}`, "/blocks/0/elements/0/text/text"},
		{"a long value", `{"type":"actions","elements":[` + button(`,"value":"`+x(2001)+`"`) + `]}`, "/blocks/0/elements/0/value"},
		{"a long url", `{"type":"actions","elements":[` + button(`,"url":"`+x(3001)+`"`) + `]}`, "/blocks/0/elements/0/url"},
		{"a long action id", `{"type":"actions","elements":[` + button(`,"action_id":"`+x(256)+`"`) + `]}`, "/blocks/0/elements/0/action_id"},
		{"a style that is none", `{"type":"actions","elements":[` + button(`,"style":"warning"`) + `]}`, "/blocks/0/elements/0/style"},
		{"one action id twice", `{"type":"actions","elements":[` + many(button(`,"action_id":"a"`), 2) + `]}`, "/blocks/0/elements/1/action_id"},
		{"six options of overflow", `{"type":"actions","elements":[{"type":"overflow","options":[` + many(option, 6) + `]}]}`, "/blocks/0/elements/0/options"},
		{"101 options", `{"type":"actions","elements":[{"type":"static_select","options":[` + many(option, 101) + `]}]}`, "/blocks/0/elements/0/options"},
		{"a long option", `{"type":"actions","elements":[{"type":"static_select","options":[{"text":` + plain(76) + `,"value":"v"}]}]}`, "/blocks/0/elements/0/options/0/text/text"},
		{"a long option value", `{"type":"actions","elements":[{"type":"static_select","options":[{"text":` + plain(1) + `,"value":"` + x(151) + `"}]}]}`, "/blocks/0/elements/0/options/0/value"},
		{"an image without words", `{"type":"image","image_url":"https://x.example/a.png"}`, "/blocks/0"},
		{"a long question", `{"type":"actions","elements":[` + button(`,"confirm":{"title":`+plain(101)+`,"text":`+plain(1)+`,"confirm":`+plain(1)+`,"deny":`+plain(1)+`}`) + `]}`, "/blocks/0/elements/0/confirm/title/text"},
		{"an input without a label", `{"type":"input","element":{"type":"plain_text_input"}}`, "/blocks/0"},
		{"empty rich text", rich(`{"type":"text","text":""}`), "/blocks/0/elements/0/elements/0/text"},
		{"a mention of nobody", rich(`{"type":"user","user_id":"ana"}`), "/blocks/0/elements/0/elements/0/user_id"},
		{"a date that is none", rich(`{"type":"date","timestamp":1.5,"format":"{ago}"}`), "/blocks/0/elements/0/elements/0/timestamp"},
		{"rich text of an unknown kind", rich(`{"type":"poem"}`), "/blocks/0/elements/0/elements/0/type"},
		{"a property of nobody's", `{"type":"divider","colour":"red"}`, "/blocks/0"},
		{"a block of an unknown type", `{"type":"carousel"}`, "/blocks/0/type"},
		{"no block at all", `"x"`, "/blocks/0"},
		{"51 blocks", many(`{"type":"divider"}`, 51), "/blocks"},
		{"one block id twice", many(`{"type":"divider","block_id":"b"}`, 2), "/blocks/1/block_id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := c.call("chat.postMessage", "channel", id, "text", "x", "blocks", "["+tt.blocks+"]")
			if r.code() != "invalid_blocks" || !strings.HasSuffix(r.at("response_metadata.messages.0"), "[json-pointer:"+tt.pointer+"]") {
				t.Errorf("answered %s %s, want invalid_blocks at %s", r.code(), r.at("response_metadata.messages.0"), tt.pointer)
			}
			if got := c.call("blocks.validate", "blocks", "["+tt.blocks+"]").code(); got != "invalid_blocks" {
				t.Errorf("blocks.validate says %s", got)
			}
		})
	}
	if got := c.call("chat.postMessage", "channel", id, "blocks", "{").code(); got != "invalid_blocks_format" {
		t.Errorf("broken JSON: %s", got)
	}
	if n := len(w.Messages(id)); n != 2 {
		t.Errorf("%d messages are in the channel, want the two of those who joined", n)
	}
}

func TestBlocksAtSlacksLimitsAreTaken(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	id := c.channel("inc-1")
	full := `{"type":"section","text":{"type":"mrkdwn","text":"` + x(3000) + `","verbatim":true}}`
	tests := []struct{ name, blocks, want string }{
		{"50 blocks", many(`{"type":"divider"}`, 50), "ok"},
		{"12,000 characters", many(full, 4), "ok"},
		{"15,000 characters", many(full, 5), "msg_blocks_too_long"},
		{"one of each", `
			{"type":"header","text":{"type":"plain_text","text":"INC-1","emoji":true}},
			{"type":"section","text":{"type":"mrkdwn","text":"*x*"},"accessory":{"type":"overflow","action_id":"o","options":[{"text":{"type":"plain_text","text":"a"},"value":"1"}]}},
			{"type":"context","elements":[{"type":"mrkdwn","text":"x"},{"type":"image","image_url":"https://x.example/a.png","alt_text":"a"}]},
			{"type":"image","image_url":"https://x.example/a.png","alt_text":"a","title":{"type":"plain_text","text":"t"}},
			{"type":"input","label":{"type":"plain_text","text":"l"},"element":{"type":"plain_text_input","multiline":true},"optional":true},
			{"type":"rich_text","elements":[
				{"type":"rich_text_section","elements":[{"type":"text","text":"a","style":{"bold":true}},{"type":"link","url":"https://x.example","text":"x"},
					{"type":"user","user_id":"U0ANA"},{"type":"channel","channel_id":"C1"},{"type":"emoji","name":"fire"},{"type":"date","timestamp":1516115040,"format":"{ago}","fallback":"now"}]},
				{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"b"}]}]},
				{"type":"rich_text_quote","elements":[{"type":"text","text":"c"}]},
				{"type":"rich_text_preformatted","elements":[{"type":"text","text":"d"}]}]},
			{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Go"},"style":"danger"},
				{"type":"static_select","placeholder":{"type":"plain_text","text":"p"},"option_groups":[{"label":{"type":"plain_text","text":"g"},"options":[{"text":{"type":"plain_text","text":"a"},"value":"1"}]}]},
				{"type":"users_select"},{"type":"checkboxes","options":[{"text":{"type":"mrkdwn","text":"a"},"value":"1"}]}]}`, "ok"},
	}
	for _, tt := range tests {
		if r := c.call("chat.postMessage", "channel", id, "text", "x", "blocks", "["+tt.blocks+"]"); r.code() != tt.want {
			t.Errorf("%s: %s %v, want %s", tt.name, r.code(), r.body["errors"], tt.want)
		}
	}
	m := last(t, w, id)
	want := "INC-1\nx\nx a\na\nl\nax@ana#C1:fire:now\nb\nc\nd\nGo"
	if got := m.PlainText(); got != want {
		t.Errorf("a reader sees %q, want %q", got, want)
	}
	var blocks []map[string]any
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		if b["block_id"] == nil {
			t.Errorf("%v has no id", b)
		}
	}
	if b := m.Buttons(); len(b) != 1 || b[0].Label != "Go" || b[0].ActionID == "" || b[0].BlockID == "" {
		t.Errorf("the buttons are %+v", b)
	}
}
