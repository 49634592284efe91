// Runs before the first paint, so that a chosen scheme never flashes. Everything else about the switch is in app.js.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* storage may be forbidden: the system's scheme stays */ }
