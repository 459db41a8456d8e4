/* Marelle: one click for a double click; when a click was not recorded, say so and offer to do it
   again. Nothing else needs this script: every button belongs to a form that works without it. */
"use strict";
(() => {
  let last = null;
  document.addEventListener("submit", (event) => {
    last = event.submitter && event.submitter.id;
  });
  // The day may be redrawn between the two halves of a double click: the second would undo the first.
  document.addEventListener(
    "click",
    (event) => {
      if (event.detail > 1 && event.target.closest("[name=want]")) event.preventDefault();
    },
    true,
  );
  const say = (reason, label, again) => {
    const region = document.getElementById("etat");
    if (!region) return;
    region.textContent = `Rien n’a été enregistré : ${reason}. `;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn again";
    button.textContent = label;
    button.addEventListener("click", () => {
      region.textContent = "";
      again();
    });
    region.append(button);
  };
  const resend = () => {
    const button = last && document.getElementById(last);
    if (button) {
      button.focus();
      button.click();
    } else {
      location.reload();
    }
  };
  document.addEventListener("htmx:error", () => say("la connexion est coupée", "Réessayer", resend));
  document.addEventListener("htmx:response:error", () =>
    say("cette page est trop ancienne ou le service est occupé", "Recharger", () => location.reload()),
  );
})();
