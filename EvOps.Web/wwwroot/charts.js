// Hover, keyboard and zoom of the time charts, answered in the browser: the server is asked only when a stretch was chosen.

const read = new WeakMap();

function chartOf(figure) {
  const known = read.get(figure);
  if (known?.text === figure.dataset.points) return known;
  const chart = { text: figure.dataset.points, points: JSON.parse(figure.dataset.points), series: JSON.parse(figure.dataset.series) };
  read.set(figure, chart);
  return chart;
}

const edges = figure => [Number(figure.dataset.from), Number(figure.dataset.to)];

function timeAt(figure, clientX) {
  const box = figure.querySelector('.plot').getBoundingClientRect(), [from, to] = edges(figure);
  return from + Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * (to - from);
}

function nearest(points, time) {
  let low = 0, high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] < time) low = middle + 1;
    else high = middle;
  }
  return low > 0 && time - points[low - 1][0] < points[low][0] - time ? low - 1 : low;
}

const place = (element, left, width) => {
  element.hidden = false;
  element.style.left = `${left * 100}%`;
  if (width !== undefined) element.style.width = `${width * 100}%`;
};

function show(figure, index) {
  const { points, series } = chartOf(figure), point = points[index], [from, to] = edges(figure);
  if (!point) return;
  figure.dataset.hovering = index;
  place(figure.querySelector('.cursor'), (point[0] - from) / (to - from));
  const values = figure.querySelectorAll('.legend .then');
  series.forEach((one, i) => {
    const digits = { minimumFractionDigits: one.decimals, maximumFractionDigits: one.decimals };
    values[i].textContent = point[i + 1] === null ? '–' : `${point[i + 1].toLocaleString('en-US', digits)}\u00a0${one.unit}`;
  });
  figure.querySelector('.moment').textContent = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: figure.dataset.chart || 'UTC',
    ...(to - from > 86_400_000 ? { day: 'numeric', month: 'short' } : {}),
  }).format(point[0]);
}

// Only for the keyboard: a mouse would speak without end.
function speak(figure) {
  const values = [...figure.querySelectorAll('.key')].map(key => `${key.querySelector('.name').textContent} ${key.querySelector('.then').textContent}`);
  figure.querySelector('.spoken').textContent = [figure.querySelector('.moment').textContent, ...values].join(', ');
}

function leave(figure) {
  delete figure.dataset.hovering;
  figure.querySelector('.cursor').hidden = true;
  figure.querySelector('.selection').hidden = true;
  figure.querySelector('.moment').textContent = '';
}

let drag = null;

function select(figure, clientX) {
  const [from, to] = edges(figure), a = (drag.from - from) / (to - from), b = (timeAt(figure, clientX) - from) / (to - from);
  place(figure.querySelector('.selection'), Math.min(a, b), Math.abs(b - a));
}

function zoom(figure, first, last) {
  const input = figure.querySelector('.range');
  input.value = `${Math.round(first)} ${Math.round(last)}`;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

const figureAt = event => event.target.closest?.('.plot')?.closest('[data-points]');

const isFocused = figure => figure.contains(document.activeElement);

document.addEventListener('pointermove', event => {
  const figure = drag?.figure ?? figureAt(event);
  if (figure) {
    show(figure, nearest(chartOf(figure).points, timeAt(figure, event.clientX)));
    if (drag) select(figure, event.clientX);
  }
  for (const other of document.querySelectorAll('[data-points][data-hovering]')) {
    if (other !== figure && !isFocused(other)) leave(other);
  }
});

document.addEventListener('pointerdown', event => {
  const figure = figureAt(event);
  if (event.button === 0 && event.pointerType === 'mouse' && figure?.querySelector('.range')) drag = { figure, from: timeAt(figure, event.clientX), x: event.clientX };
});

document.addEventListener('pointerup', event => {
  if (!drag) return;
  const { figure, from, x } = drag;
  drag = null;
  figure.querySelector('.selection').hidden = true;
  // A click is no stretch.
  if (Math.abs(event.clientX - x) < 8) return;
  const to = timeAt(figure, event.clientX);
  zoom(figure, Math.min(from, to), Math.max(from, to));
});

document.addEventListener('keydown', event => {
  const figure = figureAt(event);
  if (!figure) return;
  const last = chartOf(figure).points.length - 1, here = Number(figure.dataset.hovering ?? last);
  const steps = { ArrowLeft: here - 1, ArrowRight: here + 1, PageUp: here - 10, PageDown: here + 10, Home: 0, End: last };
  if (event.key in steps) {
    show(figure, Math.min(last, Math.max(0, steps[event.key])));
    speak(figure);
    event.preventDefault();
  } else if (event.key === 'Escape') leave(figure);
});

document.addEventListener('focusout', event => {
  if (figureAt(event)) leave(figureAt(event));
});
