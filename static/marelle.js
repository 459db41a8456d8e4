/* Marelle: when a click could not be sent, say so and offer to send it again. Nothing else needs
   this script: every button is a form that works without it. */
"use strict";
(() => {
  let last = null;
  const status = () => document.getElementById("etat");
  document.addEventListener("submit", (event) => {
    last = event.submitter;
  });
  const fail = () => {
    const region = status();
    if (!region) return;
    region.textContent = "Rien n’a été enregistré : la connexion est coupée. ";
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn again";
    again.textContent = "Réessayer";
    const id = last && last.id;
    again.addEventListener("click", () => {
      const button = id && document.getElementById(id);
      region.textContent = "";
      if (button) button.click();
    });
    region.append(again);
  };
  document.addEventListener("htmx:error", fail);
})();
