package server

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// discussing takes and changes comments. The discussions themselves are shown
// on the pages of what is discussed.
type discussing struct {
	docs      *docs.Repository
	revisions *revisions.Service
	reading   reading
	proposals proposals
}

// typedComment is the comment that the form says.
func typedComment(r *request) revisions.Comment {
	lang := people.Lang(r.value("lang"))
	if !slices.Contains(people.Langs, lang) {
		lang = r.lang
	}
	return revisions.Comment{Body: r.text("body"), Lang: lang, Capacity: r.capacity()}
}

// onProposal takes a comment on a proposal, or on a sentence of its text.
func (h discussing) onProposal(r *request) error {
	id, err := r.number("id")
	if err != nil {
		return err
	}
	c := typedComment(r)
	c.Proposal = id
	if r.value("quote") != "" {
		vs, err := h.revisions.Versions(r.ctx(), r.actor, id)
		if err != nil {
			return err
		}
		// The numbers are those of the version that the writer had before them.
		for _, v := range vs {
			if strconv.Itoa(v.N) == r.value("version") {
				c.Quote = chosenSentence(r, proposedSentences(v))
			}
		}
	}
	return h.take(r, c, h.proposals.showProposal)
}

// onPassage takes a comment on a passage of the strategy, or on a sentence or
// any words of it.
func (h discussing) onPassage(r *request) error {
	c := typedComment(r)
	c.Passage = docs.PassageID(r.param("id"))
	life, err := h.docs.Passage(r.ctx(), c.Passage)
	if err != nil {
		return err
	}
	if c.Quote = r.value("words"); c.Quote != "" {
		c.Word, _ = strconv.Atoi(r.value("at"))
	} else if r.value("quote") != "" {
		c.Quote = chosenSentence(r, revisions.Sentences(h.textShown(r, life)))
	}
	return h.take(r, c, h.reading.showPassage)
}

// textShown is the passage as the form had it: the numbers of its sentences are
// those of the version that the writer had before them.
func (h discussing) textShown(r *request, life docs.PassageLife) string {
	seq, err := strconv.ParseInt(r.value("version"), 10, 64)
	if err != nil || life.Gone || seq == life.Page.Seq {
		return life.Text
	}
	version, source, err := h.docs.ReadAt(r.ctx(), life.Page.Path, seq)
	if err != nil {
		return life.Text
	}
	passages := docs.Passages(source)
	if i := slices.Index(version.Passages, life.ID); i >= 0 && i < len(passages) {
		return passages[i].Text(source)
	}
	return life.Text
}

// take writes the comment and leads to it; again shows the form once more.
func (h discussing) take(r *request, c revisions.Comment, again func(*request, int, *form) error) error {
	made, err := h.revisions.WriteComment(r.ctx(), r.actor, r.op(), c)
	if err != nil {
		f := r.form()
		if !f.take(r, err) {
			return err
		}
		return again(r, http.StatusUnprocessableEntity, f)
	}
	return r.Redirect(http.StatusSeeOther, h.address(r, made))
}

// address is the place of a comment on the page of what it discusses.
func (h discussing) address(r *request, c revisions.Comment) string {
	anchor := "#comment-" + strconv.FormatInt(c.ID, 10)
	if c.Proposal > 0 {
		return r.url("proposal", c.Proposal) + anchor
	}
	return r.url("passage", c.Passage) + anchor
}

// find leads to a comment by its number alone.
func (h discussing) find(r *request) error {
	c, err := h.asked(r)
	if err != nil {
		return err
	}
	return r.Redirect(http.StatusSeeOther, h.address(r, c))
}

// asked is the comment that the address names.
func (h discussing) asked(r *request) (revisions.Comment, error) {
	id, err := r.number("id")
	if err != nil {
		return revisions.Comment{}, err
	}
	return h.revisions.Comment(r.ctx(), id)
}

// commentPage is about one comment: answering, rewording, removing it or
// reading its earlier wordings.
type commentPage struct {
	Comment commentView
	Form    *form
	Write   *commentForm // of an answer
	Back    string
	// Reasoned: the remover is not the writer and has to give a reason.
	Reasoned bool
	Earlier  []earlierWording
}

// earlierWording is a former wording of a comment and what the next one changed.
type earlierWording struct {
	At   time.Time
	Body template.HTML
	Diff diffView
}

// wordings are the earlier wordings, newest first.
func wordings(r *request, c revisions.Comment, vs []revisions.CommentVersion) []earlierWording {
	var out []earlierWording
	next := c.Body
	for _, v := range slices.Backward(vs) {
		out = append(out, earlierWording{v.At, docs.RenderFragment([]byte(v.Body)),
			newDiffView(r.print, "w"+strconv.Itoa(v.N), revisions.Diff(v.Body, next))})
		next = v.Body
	}
	return out
}

// show renders a page about the comment.
func (h discussing) show(r *request, status int, page string, c revisions.Comment, view commentPage) error {
	names, err := r.names(c.Author)
	if err != nil {
		return err
	}
	view.Comment = r.comment(names, c, false)
	view.Comment.CanEdit, view.Comment.CanRemove = false, false
	view.Back = h.address(r, c)
	crumbs := []crumb{{r.t("read.index"), r.url("strategy")}, {r.t("discuss.passage"), view.Back}}
	section := "strategy"
	if c.Proposal > 0 {
		section = "proposals"
		crumbs = []crumb{{r.t("proposal.list"), r.url("proposals")}, {r.t("proposal.number", c.Proposal), view.Back}}
	}
	return r.render(status, page, head{Title: r.t(page + ".title"), Section: section, NoIndex: true, Crumbs: crumbs}, view)
}

// answer shows the form for an answer, and takes it.
func (h discussing) answer(r *request) error {
	c, err := h.asked(r)
	if err != nil {
		return err
	}
	if !r.posts() {
		return h.showAnswer(r, http.StatusOK, c, nil)
	}
	reply := typedComment(r)
	reply.Parent = c.ID
	return h.take(r, reply, func(r *request, status int, f *form) error { return h.showAnswer(r, status, c, f) })
}

func (h discussing) showAnswer(r *request, status int, c revisions.Comment, f *form) error {
	return h.show(r, status, "comment-answer", c, commentPage{Write: newCommentForm(r, f, r.url("comment.answer", c.ID))})
}

// edit shows the writer's own comment to be reworded, and takes it.
func (h discussing) edit(r *request) error {
	c, err := h.asked(r)
	if err != nil {
		return err
	}
	if !r.posts() {
		if err := people.Can(r.actor, people.EditComment, people.Subject{Owner: c.Author}); err != nil {
			return err
		}
		if c.Removed != "" {
			return fault.New(fault.Gone, "error.comment-removed")
		}
		return h.show(r, http.StatusOK, "comment-edit", c, commentPage{Form: newForm("body", c.Body)})
	}
	if _, err := h.revisions.EditComment(r.ctx(), r.actor, c.ID, r.text("body")); err != nil {
		f := r.form()
		if !f.take(r, err) {
			return err
		}
		return h.show(r, http.StatusUnprocessableEntity, "comment-edit", c, commentPage{Form: f})
	}
	return r.Redirect(http.StatusSeeOther, h.address(r, c))
}

// remove asks once more, a moderator also for the reason, and removes.
func (h discussing) remove(r *request) error {
	c, err := h.asked(r)
	if err != nil {
		return err
	}
	view := commentPage{Form: r.form(), Reasoned: c.Author != r.actor.ID}
	if !r.posts() {
		if err := people.Can(r.actor, people.RemoveComment, people.Subject{Owner: c.Author}); err != nil {
			return err
		}
		return h.show(r, http.StatusOK, "comment-remove", c, view)
	}
	if err := h.revisions.RemoveComment(r.ctx(), r.actor, c.ID, r.text("reason")); err != nil {
		if !view.Form.take(r, err) {
			return err
		}
		return h.show(r, http.StatusUnprocessableEntity, "comment-remove", c, view)
	}
	return r.Redirect(http.StatusSeeOther, h.address(r, c))
}

// history shows the wordings of a comment, newest first.
func (h discussing) history(r *request) error {
	c, err := h.asked(r)
	if err != nil {
		return err
	}
	if c.Proposal > 0 {
		r.dependsOn(subjectProposal(c.Proposal))
	} else {
		r.dependsOn(subjectPassage(c.Passage))
	}
	vs, err := h.revisions.CommentHistory(r.ctx(), c.ID)
	if err != nil {
		return err
	}
	return h.show(r, http.StatusOK, "comment-history", c, commentPage{Earlier: wordings(r, c, vs)})
}
