/** What makes the console quicker to use where scripts run; without them every page works all the same. */

// The menu beside the content is in the way on a telephone.
const side = document.querySelector('details.side');
if (side && matchMedia('(max-width: 52rem)').matches) side.open = false;

// One menu at a time; Escape and a press elsewhere close it.
const menus = [...document.querySelectorAll('details.menu')];
const closeMenus = (but) => {
  for (const menu of menus) if (menu !== but) menu.open = false;
};
for (const menu of menus)
  menu.addEventListener('toggle', () => {
    if (menu.open) closeMenus(menu);
  });
document.addEventListener('click', ({ target }) => closeMenus(target.closest('details.menu')));
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  const open = menus.find((menu) => menu.open);
  closeMenus(null);
  open?.querySelector('summary').focus();
});

/** Runs a function once nobody has typed for a moment. */
const later = (work, milliseconds) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
};

// What a template prints follows what is written.
for (const form of document.querySelectorAll('form[data-live]')) {
  const button = form.querySelector(`button[formtarget='${form.dataset.live}']`);
  const refresh = later(() => form.requestSubmit(button), 700);
  form.addEventListener('input', ({ target }) => {
    if (target.name !== 'width') refresh();
  });
  if (form.elements.html.value || form.elements.plainText.value) refresh();
}

// How many a rule chooses follows what is written.
for (const form of document.querySelectorAll('form[data-count]')) {
  const result = form.querySelector('[data-result]');
  const count = later(async () => {
    if (!form.elements.listId || form.elements.rules.value.trim() === '') return;
    const answer = await fetch(`${form.dataset.count}?as=json`, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
    });
    if (answer.headers.get('content-type')?.startsWith('application/json'))
      result.textContent = (await answer.json()).text;
  }, 500);
  form.addEventListener('input', count);
}

// Work that goes on is looked at again.
for (const { dataset } of document.querySelectorAll('[data-refresh]'))
  setTimeout(() => location.reload(), Number(dataset.refresh));

// Nothing is sent twice by a second press.
document.addEventListener('submit', ({ target, submitter, defaultPrevented }) => {
  if (defaultPrevented || submitter?.formTarget) return;
  const { sent } = target.dataset;
  if (sent) return;
  target.dataset.sent = 'yes';
  setTimeout(() => {
    for (const button of target.querySelectorAll('button')) button.disabled = true;
  });
});
// Back in the browser's history the page may be the old one.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('button')) button.disabled = false;
  }
});
