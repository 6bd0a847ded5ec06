"use strict";
// The editor: one endpoint (this server), our prefixes, the named questions. Nothing is asked of any other host.
(() => {
  const content = JSON.parse(document.getElementById("editor-content").textContent);
  const endpoint = new URL("sparql", new URL("./", location.href)).href;
  const asked = new URLSearchParams(location.search).get("query");

  Yasgui.Yasqe.defaults.prefixCcApi = null;
  Yasgui.Yasqe.defaults.autocompleters = ["prefixes", "variables"];
  Yasgui.Yasqe.defaults.createShortLink = undefined;
  Yasgui.Yasqe.forkAutocompleter("prefixes", {
    name: "own-prefixes",
    persistenceId: null,
    get: () => Promise.resolve(Object.entries(content.prefixes).map(([name, iri]) => `${name}: <${iri}>`)),
  });
  Yasgui.Yasqe.defaults.autocompleters = ["own-prefixes", "variables"];

  // Things of this graph have their pages here; of other addresses only those of the web can be followed.
  const direct = (link) => {
    const base = content.bases.find((start) => link.href.startsWith(start));
    if (base) link.href = new URL(`id/${link.href.slice(base.length)}`, endpoint).href;
    else if (!/^(https?|blob):/i.test(link.href)) link.removeAttribute("href");
  };
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node.querySelectorAll) for (const link of node.querySelectorAll("a[href]")) direct(link);
  }).observe(document.getElementById("yasgui"), { childList: true, subtree: true });

  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    persistenceId: null,
    autofocus: true,
    populateFromUrl: false,
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    requestConfig: { endpoint, method: "POST" },
    tabName: content.words.name,
    yasqe: { value: asked || content.first, consumeShareLink: null, createShortLink: undefined },
  });

  const show = (query, run) => {
    const tab = yasgui.getTab();
    tab.setQuery(query);
    if (run) tab.query().catch(() => {}); // what went wrong is shown below the editor
  };
  show(asked || content.first, Boolean(asked));
  for (const button of document.querySelectorAll(".example"))
    button.addEventListener("click", () => show(content.examples[button.dataset.name], true));
  window.plankg = { yasgui, endpoint };
})();
