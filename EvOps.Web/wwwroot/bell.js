// Tells of new critical alerts by a sound or on the desktop, where the person at this browser switched that on. What was chosen
// stays in this browser; permission is asked for on that click only.

const keyOf = kind => `evops-alert-${kind}`;
const told = 'evops-alerts-told';
const isChosen = kind => localStorage.getItem(keyOf(kind)) === 'on';
const mayNotify = () => 'Notification' in window && Notification.permission === 'granted';

export const chosen = () => ({ sound: isChosen('sound'), desktop: isChosen('desktop') && mayNotify() });

export async function choose(kind, on) {
  if (!on) {
    localStorage.removeItem(keyOf(kind));
    return 'done';
  }
  if (kind === 'desktop') {
    if (!('Notification' in window)) return 'absent';
    if (await Notification.requestPermission() !== 'granted') return 'denied';
  } else chime();
  localStorage.setItem(keyOf(kind), 'on');
  return 'done';
}

export function tell(id, title, words, link) {
  // Several pages of one browser hear of the same alert.
  const before = JSON.parse(localStorage.getItem(told) ?? '[]');
  if (before.includes(id)) return;
  localStorage.setItem(told, JSON.stringify([...before, id].slice(-50)));
  if (isChosen('sound')) chime();
  if (isChosen('desktop') && mayNotify()) notify(id, title, words, link);
}

// Minutes until eight o'clock here: of tomorrow, and of today for whoever is up before four.
export function untilMorning() {
  const now = new Date(), morning = new Date(now);
  if (now.getHours() >= 4) morning.setDate(now.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return Math.ceil((morning - now) / 60_000);
}

function notify(id, title, words, link) {
  try {
    const note = new Notification(title, { body: words, tag: id, icon: 'mark.svg' });
    note.onclick = () => {
      window.focus();
      location.assign(link);
    };
  } catch {
    // Some phones have the class and will not have it made.
  }
}

let audio = null;

// Two short tones. A page that nobody has touched since it was opened may make none: browsers see to that.
function chime() {
  audio ??= new AudioContext();
  audio.resume().then(() => [[880, 0], [660, 0.18]].forEach(([pitch, wait]) => {
    const tone = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + wait;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.2, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.16);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.17);
  })).catch(() => {});
}
