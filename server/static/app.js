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
