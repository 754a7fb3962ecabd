// <form data-count-answers> with <div data-answered="# of 8 answered" hidden><span></span><progress></div>: how many questions
// have an answer. Without JavaScript each question still says its number.
(() => {
  for (const form of document.querySelectorAll("form[data-count-answers]")) {
    const box = form.querySelector("[data-answered]");
    const questions = [...form.querySelectorAll("fieldset")];
    const isAnswered = (question) => [...question.querySelectorAll("input, textarea")].some((field) => ["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim());
    const show = () => {
      const done = questions.filter(isAnswered).length;
      box.querySelector("span").textContent = box.dataset.answered.replace("#", done);
      box.querySelector("progress").value = done;
    };
    box.hidden = false;
    form.addEventListener("input", show);
    setTimeout(show); // after js/draft.js has put back what was kept
  }
})();
