/* Takes the first sight of the home page away as soon as the page itself is drawn in its place. Streamlit's client keeps
   the theme that a visitor chose under a name of its own; without one the system's holds. */
{
  const PATIENCE = 20_000;
  /** What Streamlit shows when the page cannot be drawn. */
  const INSTEAD = '[role="dialog"], [role="alert"], [data-testid="stException"]';
  const sight = document.querySelector(".first-sight");
  const [began, address] = [performance.now(), location.pathname];
  const links = sight.querySelectorAll("a");
  const images = sight.querySelectorAll("img").length;

  const chosenTheme = () => {
    try {
      const { name = "" } = JSON.parse(localStorage.getItem(`stActiveTheme-${address}-v2`) ?? "{}");
      return name.match(/dark|light/i)?.[0].toLowerCase() ?? "";
    } catch {
      return "";
    }
  };

  const isDrawn = (main) => {
    const drawn = [...main.querySelectorAll("img")].filter((image) => image.complete && image.naturalWidth > 0);
    return drawn.length >= images && main.querySelectorAll('[data-testid="stPageLink"] a').length >= links.length;
  };

  const look = () => {
    const main = document.querySelector(".stMain");
    const drawn = main !== null && isDrawn(main);
    const left = location.pathname !== address || document.querySelector(INSTEAD) !== null;
    const stuck = main !== null && performance.now() - began > PATIENCE;
    if (!drawn && !left && !stuck) {
      requestAnimationFrame(look);
      return;
    }
    if (drawn) main.scrollTop = sight.scrollTop;
    document.documentElement.style.colorScheme = "";
    sight.remove();
  };

  // Language and picture stay, as far as the link names them.
  for (const link of links) link.search = location.search;
  sight.style.colorScheme = chosenTheme();
  document.documentElement.style.colorScheme = chosenTheme();
  requestAnimationFrame(look);
}
