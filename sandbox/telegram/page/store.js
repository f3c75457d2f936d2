// Who is open in a column, who was open lately, and where that is kept: the address first, then localStorage.

const OPEN = "sandbox.open";
const RECENT = "sandbox.recent";
const MOST_RECENT = 8;

function read(key) {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list.filter(Number.isSafeInteger) : [];
  } catch {
    return [];
  }
}

function write(key, list) {
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // A browser that keeps nothing (private windows) still works; only the memory is missing.
  }
}

/** The people to open at start: `?user=1&user=2`, or those of last time. */
export function startingPeople() {
  const named = new URLSearchParams(location.search).getAll("user").map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
  return [...new Set(named.length ? named : read(OPEN))];
}

export function rememberOpen(ids) {
  write(OPEN, ids);
  const query = ids.map((id) => `user=${id}`).join("&");
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

export const recent = () => read(RECENT);

export function rememberRecent(id) {
  write(RECENT, [id, ...recent().filter((other) => other !== id)].slice(0, MOST_RECENT));
}
