// Runs before the first paint, so that a chosen theme never flashes the other one.
(function () {
  try {
    const theme = localStorage.getItem('clockit.theme');
    if (theme === 'dark' || theme === 'light') {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Storage is blocked: the system's preference holds.
  }
})();
