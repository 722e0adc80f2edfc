/** This is preloaded into a program (`node --import`): each SIGUSR2 sets its clock ten days ahead, or back. */
const real = Date.now;
const tenDays = 10 * 24 * 60 * 60 * 1_000;
let ahead = 0;
Date.now = () => real() + ahead;
process.on('SIGUSR2', () => {
  ahead = ahead > 0 ? -tenDays : tenDays;
});
