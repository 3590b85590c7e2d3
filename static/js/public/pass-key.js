// Asks the browser for a passkey and sends what it says with the form inside.
class PassKey extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[data-ask]");
    this.note = this.querySelector("[data-note]");
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
      this.button.disabled = true;
      this.say("missing");
      return;
    }
    this.button.addEventListener("click", (event) => {
      event.preventDefault();
      this.ask().catch(() => this.say("failed"));
    });
  }

  async ask() {
    this.note.hidden = true;
    const { creation_options: create, request_options: request } = await this.options();
    const credential = create
      ? await navigator.credentials.create({ publicKey: this.creation(create.publicKey) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(request.publicKey) });
    const form = this.querySelector("form");
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  }

  async options() {
    const source = this.getAttribute("src");
    if (!source) return JSON.parse(document.getElementById("js_data").textContent);
    const answer = await fetch(source, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  // A key that stands for the password, too, must know its holder by finger, face or PIN.
  creation(options) {
    const alone = this.querySelector("[name=passwordless]")?.checked;
    const wish = options.authenticatorSelection;
    wish.residentKey = alone ? "required" : "discouraged";
    wish.requireResidentKey = Boolean(alone);
    if (alone) wish.userVerification = "required";
    return PublicKeyCredential.parseCreationOptionsFromJSON(options);
  }

  say(what) {
    this.note.textContent = this.note.dataset[what];
    this.note.hidden = false;
  }
}
customElements.define("pass-key", PassKey);
