// Checks an AsyncAPI document against the specification's own JSON schema: node validate.js FILE
import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const schema = specs.schemas[document.asyncapi];
// The schema carries JSON Schema's own along.
const ajv = new Ajv({ meta: false, validateSchema: false, strict: false, allErrors: true });
addFormats(ajv);
if (!ajv.validate(schema, document)) {
  for (const { instancePath, message, params } of ajv.errors) {
    console.error(instancePath, message, JSON.stringify(params));
  }
  process.exitCode = 1;
}
