// What the shell does in the browser by itself: theme, navigation drawer, shortcuts, copy buttons, times that grow older, and
// the banner while the connection is lost. It listens on the document, so it works before the circuit is there and without it.

const root = document.documentElement;

const isEditing = target => target.closest?.('input, textarea, select, [contenteditable="true"]') !== null && target.closest !== undefined;

// Theme: both sheets are linked, one is switched off. The cookie lets the server render the right one at once.
const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;

function switchTheme() {
  const theme = isDark() ? 'light' : 'dark';
  root.dataset.theme = theme;
  for (const sheet of document.querySelectorAll('[data-theme-sheet]')) sheet.media = sheet.dataset.themeSheet === theme ? 'all' : 'not all';
  document.cookie = `evops-theme=${theme}; path=/; max-age=31536000; samesite=lax`;
}

// The class is on the root: the body's elements belong to Blazor.
function openNavigation(open) {
  root.classList.toggle('navigation-open', open);
  document.querySelector('[data-navigation-toggle]')?.setAttribute('aria-expanded', open);
}

const isNavigationOpen = () => root.classList.contains('navigation-open');

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dataset.copied = '';
  setTimeout(() => delete button.dataset.copied, 1500);
}

// A row is as good as its link, except where something else was clicked or text was selected.
function followRow(event) {
  const row = event.target.closest('tr:has(.whole)');
  if (row && !event.target.closest('a, button, input, label, select') && getSelection().isCollapsed) row.querySelector('.whole').click();
}

document.addEventListener('click', event => {
  const at = selector => event.target.closest(selector);
  if (at('[data-theme-toggle]')) switchTheme();
  else if (at('[data-copy]')) copy(at('[data-copy]'));
  else if (at('[data-reconnect]')) reconnect();
  else if (at('[data-print]')) print();
  else if (at('[data-search-open]')) document.querySelector('[data-search] input')?.focus();
  else if (at('[data-search] a, [data-search-close]')) leaveSearch();
  followRow(event);
  if (at('[data-navigation-toggle]')) openNavigation(!isNavigationOpen());
  else if (isNavigationOpen() && (at('.rail a') || !at('.rail'))) openNavigation(false);
});

// Search. What was chosen is left to the page it leads to; a phone folds the box away as soon as it has not the focus.
const leaveSearch = () => setTimeout(() => document.activeElement?.closest('[data-search]') && document.activeElement.blur());

document.addEventListener('submit', event => event.target.matches('[data-search]') && leaveSearch());

// Shortcuts. Each goes where a link of the page goes too, so what the role may not use has no shortcut.
const goTo = { o: '/', m: '/monitor', s: '/stations' };
let wentG = 0;

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    if (isNavigationOpen()) openNavigation(false);
    else if (!document.querySelector('dialog[open], .rz-dialog')) document.querySelector('[data-escape]')?.click();
  }
  const search = event.target.closest?.('[data-search] input');
  if (search && event.key.startsWith('Arrow') && search.ariaExpanded === 'true' && ['ArrowUp', 'ArrowDown'].includes(event.key)) event.preventDefault();
  // Escape closes the hits first, which the server does, and leaves the box then.
  if (search && event.key === 'Escape' && search.ariaExpanded !== 'true') leaveSearch();
  if (event.ctrlKey || event.metaKey || event.altKey || isEditing(event.target)) return;
  if (event.key === '/') {
    document.querySelector('[data-search] input')?.focus();
    event.preventDefault();
  } else if (event.key === 'f') {
    document.querySelector('main input[type="search"]')?.focus();
    event.preventDefault();
  } else if (event.key === '?') {
    document.getElementById('shortcuts').showModal();
  } else if (event.key === 'g') {
    wentG = event.timeStamp;
    return;
  } else if (goTo[event.key] && event.timeStamp - wentG < 1500) {
    document.querySelector(`.rail a[href="${goTo[event.key]}"]`)?.click();
  }
  wentG = 0;
});

// Focus. It is moved for a person and never taken out of a field that he is in: what comes from the server comes late, and the rest of
// what he types would go elsewhere. Radzen by itself moves it half a second after a dialog stands, and back when the dialog has gone.
const isInField = () => isEditing(document.activeElement ?? document.body);

globalThis.EvOps = {
  focusHeading() {
    const heading = document.querySelector('h1');
    if (!heading || isInField()) return;
    if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  },
};

const { focusFirstFocusableElement, restoreDialogInvokerFocus } = Radzen;
Radzen.focusFirstFocusableElement = content => content.contains(document.activeElement) || focusFirstFocusableElement(content);
Radzen.restoreDialogInvokerFocus = () => {
  if (isInField() && !document.activeElement.closest('.rz-dialog')) Radzen.dialogInvokerElement = null;
  restoreDialogInvokerFocus();
};

// Times. The server writes them once; only the text node's value changes, which Blazor does not mind.
const clockError = Number(document.querySelector('meta[name="server-time"]')?.content ?? Date.now()) - Date.now();
const now = () => Date.now() + (Math.abs(clockError) > 5000 ? clockError : 0);

function elapsed(ms) {
  const s = Math.max(0, Math.floor(ms / 1000)), min = Math.floor(s / 60), h = Math.floor(min / 60), d = Math.floor(h / 24);
  if (s < 60) return `${s}\u00a0s`;
  if (min < 60) return `${min}\u00a0min`;
  if (h < 24) return min % 60 ? `${h}\u00a0h\u00a0${min % 60}\u00a0min` : `${h}\u00a0h`;
  return h % 24 ? `${d}\u00a0d\u00a0${h % 24}\u00a0h` : `${d}\u00a0d`;
}

function relative(ms) {
  const s = ms / 1000;
  if (s > -10 && s < 10) return 'just now';
  if (s < 0 && s > -60) return 'in a moment';
  if (s > 0 && s < 60) return `${Math.floor(s)} s ago`;
  if (s > 0 && s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 0 && s > -3600) return `in ${Math.floor(-s / 60)} min`;
  return null;
}

function countdown(ms) {
  const s = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

function clock(at, zone) {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(at);
}

function write(element, text) {
  if (element.firstChild && element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text;
}

function growOlder() {
  if (document.hidden) return;
  for (const time of document.querySelectorAll('time[data-elapsed=""]')) write(time, elapsed(now() - Date.parse(time.dateTime)));
  for (const time of document.querySelectorAll('time[data-countdown]')) write(time, countdown(Date.parse(time.dateTime) - now()));
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const age = now() - Date.parse(time.dateTime);
    // What is older than an hour was written as a clock already, or becomes one this minute.
    const text = relative(age) ?? (age < 3_660_000 ? clock(Date.parse(time.dateTime), time.dataset.relative) : null);
    if (text) write(time, text);
  }
}

setInterval(growOlder, 1000);

// Connection. The banner's class is set by Blazor's script; a server that no longer knows the circuit means a fresh page.
const banner = document.getElementById('components-reconnect-modal');
const has = state => banner.classList.contains(`components-reconnect-${state}`);

new MutationObserver(() => {
  const lost = has('show') || has('failed');
  if (lost && !document.body.classList.contains('is-stale')) banner.querySelector('.since').textContent = new Date().toLocaleTimeString('en-GB');
  document.body.classList.toggle('is-stale', lost);
  if (has('rejected') || has('resume-failed')) location.reload();
}).observe(banner, { attributes: true, attributeFilter: ['class'] });

// Blazor tries again by itself only once the circuit has stood. A page that never got one is fetched anew: nobody may be there to do it.
setTimeout(() => root.dataset.circuit === 'awaited' && banner.classList.add('components-reconnect-failed'), 20_000);
setTimeout(() => root.dataset.circuit === 'awaited' && location.reload(), 30_000);

function reconnect() {
  if (root.dataset.circuit === 'live') Blazor.reconnect().then(known => known || location.reload(), () => {});
  else location.reload();
}

// Quickly at first, then each ten seconds for as long as it takes: the console hangs on a wall.
const waits = [0, 1000, 2000, 3000, 5000];
Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 1e9, retryIntervalMilliseconds: tried => waits[tried] ?? 10_000 } } });
