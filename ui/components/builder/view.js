/** The builder of networks as a Streamlit component: one `Builder` an element, which stays over reruns of the page. */
import { mounting } from "../shared/mounting.js";
import { Builder } from "./builder.js";

export default mounting({
  make: (parent, { header }) => new Builder(parent, header),
  update: (builder, { header }, { setTriggerValue }) =>
    builder.update(header, (message) => setTriggerValue("change", message)),
  lingers: true,
});
