"use strict";
// What the theme leaves to the mouse. Without this the pages can be read, and scrolled by what a browser does itself.
addEventListener("DOMContentLoaded", () => {
  // what is wider than its place is scrolled; Tab does not stop at what is not
  const parts = document.querySelectorAll("pre, .table-wrapper");
  const measure = () => {
    for (const part of parts) {
      if (part.scrollWidth > part.clientWidth) {
        part.tabIndex = 0;
      } else {
        part.removeAttribute("tabindex");
      }
    }
  };
  measure();
  addEventListener("resize", measure);

  // the lists of pages and of headings are opened by labels of a hidden checkbox each
  for (const [box, drawer] of [["__navigation", ".sidebar-drawer"], ["__toc", ".toc-drawer"]]) {
    const state = document.getElementById(box);
    const list = document.querySelector(drawer);
    const buttons = document.querySelectorAll(`label[for="${box}"] .icon`);
    let opener = null;
    const tell = () => buttons.forEach((button) => button.setAttribute("aria-expanded", String(state.checked)));
    const turn = (open) => {
      state.checked = open;
      tell();
      const next = open ? list.querySelector("a, input") : opener;
      next?.focus();
    };
    for (const button of buttons) {
      button.tabIndex = 0;
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", list.getAttribute("aria-label"));
      button.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          opener = button;
          turn(!state.checked);
        }
      });
    }
    state.addEventListener("change", tell);
    list.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.checked) {
        turn(false);
      }
    });
    tell();
  }
});
