/** Local storage that may be blocked: reads then find nothing, and writes are forgotten. */

export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`clockit.${key}`);
  } catch {
    return null;
  }
}

export function store(key: string, value: string | null): void {
  try {
    if (value === null) {
      localStorage.removeItem(`clockit.${key}`);
    } else {
      localStorage.setItem(`clockit.${key}`, value);
    }
  } catch {
    // Private windows and full disks: the page works without, for as long as it is open.
  }
}
