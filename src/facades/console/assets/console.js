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

// Nothing is sent twice by a second press.
document.addEventListener('submit', ({ target, defaultPrevented }) => {
  if (defaultPrevented || target.target) return;
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
