// Alt and a number go to the area of that number on the rail.
addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const area = digit && document.querySelector(`.zb-area[aria-keyshortcuts="Alt+${digit}"]`);
  if (!area) return;
  event.preventDefault();
  area.click();
});
