/* Renews a part of the page by itself: <div id="…" data-refresh="10"> every ten seconds.

Where this script does not run, the page asks for itself anew by a meta tag. */

for (const box of document.querySelectorAll("[data-refresh][id]")) {
  setInterval(async () => {
    if (document.visibilityState === "hidden") return;
    try {
      const answer = await fetch(location.href, { redirect: "error" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(box.id);
      if (fresh && fresh.innerHTML !== box.innerHTML) box.replaceChildren(...fresh.childNodes);
    } catch {
      /* no network: what stands there stays */
    }
  }, Number(box.dataset.refresh) * 1000);
}
