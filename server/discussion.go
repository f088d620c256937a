package server

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// talkView is a discussion and the form that joins it: the dot of the partial
// "discussion".
type talkView struct {
	Threads []threadView
	// Count is how many comments there are to read.
	Count int
	// Form is nil where no more is said.
	Form *commentForm
	// Closed tells why.
	Closed string
}

// threadView is a comment with its answers.
type threadView struct {
	commentView
	Answers []commentView
}

// commentView is one comment as it is read.
type commentView struct {
	ID      int64
	By      person
	At      time.Time
	Edited  time.Time
	Lang    people.Lang
	Body    template.HTML
	Removed string
	Why     string
	Quote   string
	// Place tells what has become of the quote, nil when that need not be said.
	Place    *placeView
	TextLang people.Lang
	// What the reader may do.
	CanAnswer, CanEdit, CanRemove bool
}

// commentForm is where a comment is written.
type commentForm struct {
	Form   *form
	Action string
	// Places are the sentences that can be pointed at, nil for an answer.
	Places     []choice
	TextLang   people.Lang
	Langs      []choice
	Capacities []choice
	SignedIn   bool
	// Version is the proposal's or the chapter's, which the numbers of the
	// sentences go by.
	Version int64
	// Words: any words of the text can be pointed at; Chosen, that some are; At
	// is how many words come before them.
	Words, Chosen bool
	At            string
}

func newCommentForm(r *request, f *form, action string) *commentForm {
	if f == nil {
		f = newForm("lang", string(r.lang), "capacity", string(people.Private))
	}
	return &commentForm{Form: f, Action: action, Langs: langChoices(r), Capacities: capacityChoices(r), SignedIn: r.actor.SignedIn()}
}

// maxSentences bounds the sentences offered to point at.
const maxSentences = 100

// sentenceChoices are the sentences by their number from 1; "" is the whole.
func sentenceChoices(whole string, sentences []string) []choice {
	out := []choice{{Value: "", Label: whole}}
	for i, s := range sentences[:min(len(sentences), maxSentences)] {
		out = append(out, choice{Value: strconv.Itoa(i + 1), Label: excerpt(s)})
	}
	return out
}

// chosenSentence is the sentence that the form points at, "" for the whole.
func chosenSentence(r *request, sentences []string) string {
	n, err := strconv.Atoi(r.value("quote"))
	if err != nil || n < 1 || n > len(sentences) {
		return ""
	}
	return sentences[n-1]
}

// threads shows a discussion. place tells what has become of each thread's quote.
func (r *request) threads(ts []revisions.Thread, open bool, place func(revisions.Thread) *placeView) (talkView, error) {
	var ids []people.ID
	for _, t := range ts {
		ids = append(ids, t.Author)
		for _, a := range t.Answers {
			ids = append(ids, a.Author)
		}
	}
	names, err := r.names(ids...)
	if err != nil {
		return talkView{}, err
	}
	var view talkView
	for _, t := range ts {
		thread := threadView{commentView: r.comment(names, t.Comment, open)}
		if t.Removed == "" || len(t.Answers) > 0 {
			thread.Place = place(t)
		}
		for _, a := range t.Answers {
			thread.Answers = append(thread.Answers, r.comment(names, a, open))
		}
		view.Threads = append(view.Threads, thread)
		for _, c := range append(thread.Answers, thread.commentView) {
			if c.Removed == "" {
				view.Count++
			}
		}
	}
	return view, nil
}

func (r *request) comment(names map[people.ID]people.Account, c revisions.Comment, open bool) commentView {
	v := commentView{ID: c.ID, By: r.person(names, c.Author, c.Capacity), At: c.Created, Edited: c.Edited, Lang: c.Lang,
		Removed: c.Removed, Why: c.RemovedWhy, Quote: c.Quote, TextLang: c.Path.Lang()}
	if c.Removed != "" {
		return v
	}
	v.Body = docs.RenderFragment([]byte(c.Body))
	v.CanAnswer = open
	v.CanEdit = r.can(people.EditComment, c.Author)
	v.CanRemove = r.can(people.RemoveComment, c.Author)
	return v
}

// talk is the discussion of a passage, the dot of the partial
// "passage-discussion"; f is a comment that has to be mended, nil otherwise.
func (h reading) talk(r *request, life docs.PassageLife, f *form) (any, error) {
	ts, err := h.revisions.PassageThreads(r.ctx(), life.ID)
	if err != nil {
		return nil, err
	}
	view, err := r.threads(ts, !life.Gone, func(t revisions.Thread) *placeView { return h.placeOf(r, t, life) })
	if err != nil {
		return nil, err
	}
	if life.Gone {
		view.Closed = r.t("discuss.passage-gone")
		return view, nil
	}
	view.Form = newCommentForm(r, f, r.url("passage.comment", life.ID))
	view.Form.TextLang = life.Page.Path.Lang()
	view.Form.Version, view.Form.Words = life.Page.Seq, true
	view.Form.Chosen, view.Form.At = r.value("words") != "", r.value("at")
	if sentences := revisions.Sentences(life.Text); len(sentences) > 1 || view.Form.Chosen {
		view.Form.Places = sentenceChoices(r.t("discuss.whole-passage"), sentences)
	}
	return view, nil
}

// talk is the discussion of a proposal.
func (h proposals) talk(r *request, p revisions.Proposal, newest revisions.Version, f *form) (talkView, error) {
	ts, err := h.revisions.ProposalThreads(r.ctx(), r.actor, p.ID)
	if err != nil {
		return talkView{}, err
	}
	sentences := proposedSentences(newest)
	open := p.State != revisions.Withdrawn && p.State != revisions.Unconfirmed
	view, err := r.threads(ts, open, func(t revisions.Thread) *placeView { return proposedPlace(r, t, p) })
	if err != nil {
		return talkView{}, err
	}
	if !open {
		view.Closed = r.t("discuss.withdrawn")
		return view, nil
	}
	view.Form = newCommentForm(r, f, r.url("proposal.comment", p.ID))
	view.Form.TextLang = textLang(newest)
	view.Form.Version = int64(newest.N)
	if len(sentences) > 0 {
		view.Form.Places = sentenceChoices(r.t("discuss.whole-proposal"), sentences)
	}
	return view, nil
}

// proposedSentences are the sentences of the passages that a version proposes;
// of one that it removes, the old ones.
func proposedSentences(v revisions.Version) []string {
	var out []string
	for _, e := range v.Edits {
		text := e.Text
		if text == "" {
			text = e.Old
		}
		out = append(out, revisions.Sentences(text)...)
	}
	return out
}

func textLang(v revisions.Version) people.Lang {
	if len(v.Edits) == 0 {
		return ""
	}
	return v.Edits[0].Path.Lang()
}

func sameWords(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}
