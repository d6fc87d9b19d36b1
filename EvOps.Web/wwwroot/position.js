// Where the browser is. Asked on a click only; a refusal is an answer too, and never throws.

const refusals = { 1: 'denied', 2: 'unknown', 3: 'timeout' };

export function ask() {
  if (!navigator.geolocation) return { refused: 'absent' };
  return new Promise(resolve => navigator.geolocation.getCurrentPosition(
    ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude }),
    error => resolve({ refused: refusals[error.code] ?? 'unknown' }),
    { maximumAge: 60_000, timeout: 15_000 }));
}
