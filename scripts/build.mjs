/** `npm run build`: the app as it is served, where what is there is not of this source already. */
import './supported-node.mjs';
import { build, install } from './prepare.mjs';
import { report } from './steps.mjs';

try {
  await install();
  await build();
} catch (error) {
  report(error);
}
