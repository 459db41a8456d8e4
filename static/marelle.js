/* Marelle: one click for a double click; when a click was not recorded, say so and offer to do it
   again; how strong a new password is, while it is typed. Nothing else needs this script: every button belongs to a form that works without it. */
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
  // As `bits` of webapp/accounts/rules.py reckons, which decides.
  const kinds = [[/[a-z]/, 26], [/[A-Z]/, 26], [/\d/, 10], [/[^a-zA-Z\d]/, 33]];
  for (const field of document.querySelectorAll("[data-meter]"))
    field.addEventListener("input", () => {
      const text = [...field.value];
      const size = kinds.reduce((sum, [kind, count]) => sum + (kind.test(field.value) ? count : 0), 0);
      const missing = Math.ceil(50 / Math.log2(size) - Math.min(text.length, 3 * new Set(text).size));
      document.getElementById(field.dataset.meter).textContent =
        !text.length ? "" : missing > 0 ? `Trop facile à trouver : encore ${missing} signe${missing > 1 ? "s" : ""} environ.` : "Bonne longueur.";
    });
})();
