// Comfort only: everything works without this file.

// A failed form starts at what is to be mended, also where autofocus is not
// taken for an element that is not a field.
document.getElementById('faults')?.focus();

// Buttons that only a script can serve are shown by it.
for (const button of document.querySelectorAll('button[data-copy], button[data-print]')) {
  button.hidden = false;
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if ('print' in button.dataset) window.print();
  if ('copy' in button.dataset) {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.textContent.trim());
    const said = document.getElementById(button.getAttribute('aria-describedby'));
    if (said) said.hidden = false;
  }
});

// A button pressed twice sends once; the form can be sent again after going back.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if ('sent' in form.dataset) event.preventDefault();
  form.dataset.sent = '';
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// Buttons and a count of words above the text being written.
for (const tools of document.querySelectorAll('[data-tools]')) {
  const area = document.getElementById(tools.dataset.tools);
  const words = tools.querySelector('[data-words]');
  const count = () => {
    const found = area.value.match(/[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu) ?? [];
    words.textContent = words.dataset.words.replace('#', found.length);
  };
  area.before(tools);
  area.addEventListener('input', count);
  tools.addEventListener('click', (event) => {
    const mark = event.target.closest('button')?.dataset;
    if (!mark) return;
    let { selectionStart: from, selectionEnd: to } = area;
    if (mark.line) from = area.value.lastIndexOf('\n', from - 1) + 1;
    const chosen = area.value.slice(from, to);
    const text = mark.line ? chosen.replace(/^/gm, mark.line) : mark.before + chosen + mark.after;
    area.focus();
    area.setSelectionRange(from, to);
    // insertText can be undone with the keyboard, setRangeText cannot.
    if (!document.execCommand('insertText', false, text)) area.setRangeText(text, from, to, 'end');
    count();
  });
  tools.hidden = false;
  count();
}

// Words chosen in the text become what a comment is about. In a chapter a link
// leads with them to where the passage is discussed.
const letter = /[\p{L}\p{N}\p{M}]/u;
// What a range says, without what stands beside the text.
const said = (range) => {
  const part = range.cloneContents();
  for (const beside of part.querySelectorAll('.margin, .mark-n, .vh')) beside.remove();
  return part.textContent;
};
const chosenWords = () => {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const area = range.startContainer.parentElement?.closest('.passage, [data-quotable]');
  if (!area?.contains(range.endContainer) || range.startContainer.parentElement.closest('.margin')) return null;
  const around = document.createRange();
  around.selectNodeContents(area);
  around.setEnd(range.startContainer, range.startOffset);
  let before = said(around);
  around.selectNodeContents(area);
  around.setStart(range.endContainer, range.endOffset);
  const after = said(around);
  let words = said(range);
  // Half a word is chosen whole.
  if (letter.test(words.slice(0, 1))) {
    const half = before.match(/[\p{L}\p{N}\p{M}]*$/u)[0];
    words = half + words;
    before = before.slice(0, before.length - half.length);
  }
  if (letter.test(words.slice(-1))) words += after.match(/^[\p{L}\p{N}\p{M}]*/u)[0];
  const at = (before.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).length;
  return letter.test(words) ? { area, words: words.replace(/\s+/g, ' ').trim(), at } : null;
};

const quoteField = document.querySelector('[data-words-chosen]');
const quote = ({ words, at }) => {
  quoteField.hidden = false;
  quoteField.querySelector('[name=words]').value = words;
  quoteField.querySelector('[name=at]').value = at;
};
if (quoteField && location.hash.startsWith('#words=')) {
  const given = new URLSearchParams(location.hash.slice(1));
  quote({ words: given.get('words'), at: given.get('at') });
  document.getElementById('write').scrollIntoView();
}
const quoteLink = document.querySelector('[data-quote-link]');
if (quoteField || quoteLink) {
  document.addEventListener('selectionchange', () => {
    const chosen = chosenWords();
    if (quoteField) {
      if (chosen) quote(chosen);
      return;
    }
    const discuss = chosen?.area.querySelector('.counts');
    quoteLink.hidden = !discuss;
    if (discuss) quoteLink.href = discuss.href + '#' + new URLSearchParams({ words: chosen.words, at: chosen.at });
  });
}

// An import that is under way tells how far it is.
const poll = document.querySelector('[data-poll]');
if (poll) {
  const bar = poll.querySelector('progress');
  const ask = async () => {
    const answer = await fetch(poll.dataset.poll).catch(() => null);
    if (answer?.ok) {
      const state = await answer.json();
      if (state.ended) return location.reload();
      bar.value = state.percent;
      bar.labels[0].textContent = state.text;
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 1000);
}
