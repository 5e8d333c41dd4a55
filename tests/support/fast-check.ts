/**
 * The one door to fast-check. The suite is the same every time: a property starts from one seed, unless whoever explores
 * names another in `OPENBELL_TEST_SEED`. What such a walk finds becomes a test with its numbers written out.
 */
import fc from 'fast-check';

const seed = Number(process.env['OPENBELL_TEST_SEED'] ?? 20151023);
if (!Number.isInteger(seed)) throw new Error('OPENBELL_TEST_SEED is a whole number');
fc.configureGlobal({ seed });

export { fc };
