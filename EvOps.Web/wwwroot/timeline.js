// Dragging bookings on the plan of a day, and drawing new ones. Positions are told as shares of the day's width; the server snaps them.

const reach = 4; // pixels before a press becomes a drag

export function wire(plan, page) {
  // The lanes may have gone while this was on its way: those that come next are wired anew.
  if (!plan) return;

  let drag = null;

  const share = (lane, x) => { const box = lane.getBoundingClientRect(); return (x - box.left) / box.width; };
  const laneAt = (x, y) => document.elementsFromPoint(x, y).map(e => e.closest?.('.hours[data-connector]')).find(Boolean);

  plan.addEventListener('pointerdown', e => {
    if (e.button !== 0 || e.pointerType === 'touch') return;
    const block = e.target.closest('.block');
    if (block && !block.dataset.booking) return;
    const lane = e.target.closest('.hours[data-connector]');
    if (!lane) return;
    drag = { block, lane, x: e.clientX, y: e.clientY, moved: false, ghost: null, grip: block ? share(lane, e.clientX) - share(lane, block.getBoundingClientRect().left) : 0 };
  });

  plan.addEventListener('pointermove', e => {
    if (!drag) return;
    if (!drag.moved && Math.hypot(e.clientX - drag.x, e.clientY - drag.y) < reach) return;
    drag.moved = true;
    e.preventDefault();
    if (drag.block) {
      drag.block.style.transform = `translate(${e.clientX - drag.x}px, ${e.clientY - drag.y}px)`;
      drag.block.style.zIndex = 2;
      drag.block.style.pointerEvents = 'none';
    } else {
      drag.ghost ??= drag.lane.appendChild(Object.assign(document.createElement('div'), { className: 'drawn' }));
      const [a, b] = [share(drag.lane, drag.x), share(drag.lane, e.clientX)].map(s => Math.min(1, Math.max(0, s))).sort((p, q) => p - q);
      drag.ghost.style.left = `${a * 100}%`;
      drag.ghost.style.width = `${(b - a) * 100}%`;
    }
  });

  const end = e => {
    if (!plan.isConnected) { window.removeEventListener('pointerup', end); return; }
    if (!drag) return;
    const { block, lane, x, moved, ghost, grip } = drag;
    drag = null;
    ghost?.remove();
    if (block) {
      const to = laneAt(e.clientX, e.clientY) ?? lane;
      block.style.transform = block.style.zIndex = block.style.pointerEvents = '';
      if (!moved) return;
      // The press that ends a drag is no click; where none follows, the next one is.
      const swallow = c => { c.stopPropagation(); c.preventDefault(); };
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
      page.invokeMethodAsync('MovedAsync', block.dataset.booking, to.dataset.connector, share(to, e.clientX) - grip);
    } else if (moved && e.type === 'pointerup') {
      page.invokeMethodAsync('DrawnAsync', lane.dataset.connector, share(lane, x), share(lane, e.clientX));
    }
  };
  window.addEventListener('pointerup', end);
  plan.addEventListener('pointercancel', end);
}
