import { html, Html } from './html.js';
import { objectAt, resolve, textsOf, type Json, type JsonObject } from './json.js';
import { tellType } from './type-words.js';

/** The reading page: both documents as plain HTML, without any script, so that it reads anywhere and by keyboard. */
export function writePage(openApi: JsonObject, asyncApi: JsonObject): string {
  const operations = Object.entries(objectAt(openApi, 'paths')).flatMap(([path, methods]) =>
    Object.entries(objectAt(methods)).map(([method, operation]) => ({ path, method, operation: objectAt(operation) })),
  );
  const events = Object.values(objectAt(asyncApi, 'operations')).map((event) => objectAt(event));
  // The names are the same in both; where a shape is in both, it is the same shape.
  const shapes = { ...objectAt(asyncApi, 'components', 'schemas'), ...objectAt(openApi, 'components', 'schemas') };
  const groups = objectAt(openApi).tags as JsonObject[];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Proxima: reference</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="reference/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">To the reference</a>
        <nav aria-label="Contents">
          <h2>HTTP</h2>
          <ul>
            ${operations.map(
              ({ path, method, operation }) =>
                html`<li>
                  <a href="#${operation.operationId as string}"
                    ><b class="${method}">${method.toUpperCase()}</b> ${path}</a
                  >
                </li>`,
            )}
          </ul>
          <h2>Sockets</h2>
          <ul>
            ${events.map((event) => html`<li><a href="#${anchorOf(event)}">${event.title as string}</a></li>`)}
          </ul>
          <h2>Shapes</h2>
          <ul>
            ${Object.keys(shapes)
              .sort()
              .map((name) => html`<li><a href="#shape-${name}">${name}</a></li>`)}
          </ul>
          <h2>Codes</h2>
          <ul>
            <li><a href="#reasons">Reasons</a></li>
          </ul>
        </nav>
        <main id="main" tabindex="-1">
          <h1>Proxima: reference <small>${objectAt(openApi, 'info').version as string}</small></h1>
          <p>
            For tools: <a href="openapi.json">openapi.json</a> (HTTP),
            <a href="asyncapi.json">asyncapi.json</a> (sockets).
          </p>
          <h2>HTTP</h2>
          ${writeParagraph(objectAt(openApi, 'info').description)}
          ${groups.map(
            ({ name }) =>
              html`<h3>${name as string}</h3>
                ${operations.filter(({ operation }) => textsOf(operation.tags).includes(String(name))).map(({ path, method, operation }) => writeOperation(path, method, operation))}`,
          )}
          <h2>Sockets</h2>
          ${writeParagraph(objectAt(asyncApi, 'info').description)}
          ${Object.entries(objectAt(asyncApi, 'channels')).map(([key, channel]) => {
            const { title, address, description } = objectAt(channel);
            return html`<h3>${title as string}: <code>${address as string}</code></h3>
              ${writeParagraph(description)}
              ${events.filter((event) => objectAt(event, 'channel').$ref === `#/channels/${key}`).map((event) => writeEvent(event, asyncApi))}`;
          })}
          <h2>Shapes</h2>
          ${Object.entries(shapes)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(
              ([name, schema]) =>
                html`<section id="shape-${name}">
                  <h3>${name}</h3>
                  ${writeParagraph(objectAt(schema).description)}${writeShape(objectAt(schema))}
                </section>`,
            )}
          <section id="reasons">
            <h2>Reasons</h2>
            <p>Why a candidate was dropped, or why there is silence. New ones may come.</p>
            ${writeCodes(objectAt(openApi, 'x-reason-codes'))}
          </section>
        </main>
      </body>
    </html> `.text;
}

function writeParagraph(text: Json | undefined): Html {
  return typeof text === 'string' ? html`<p>${text}</p>` : html``;
}

function writeOperation(path: string, method: string, operation: JsonObject): Html {
  const roles = textsOf(operation['x-roles']);
  const parameters = (operation.parameters ?? []) as JsonObject[];
  const body = objectAt(operation, 'requestBody', 'content', 'application/json').schema;
  return html`<section id="${operation.operationId as string}">
    <h4><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code></h4>
    <p>${operation.summary as string}. ${operation.description as string | undefined}</p>
    <p class="roles">${roles.length > 0 ? `Roles: ${roles.join(', ')}` : 'Open to everyone'}</p>
    ${parameters.map(({ name, description, schema }) => html`<p><code>${name as string}</code>: ${typeOf(objectAt(schema))}. ${description as string}</p>`)}
    ${
      body
        ? html`<h5>Body</h5>
            ${writeShape(objectAt(body))}`
        : undefined
    }
    <h5>Answers</h5>
    ${Object.entries(objectAt(operation, 'responses')).map(([status, answer]) => writeAnswer(status, objectAt(answer)))}
  </section>`;
}

function writeAnswer(status: string, answer: JsonObject): Html {
  const schema = objectAt(answer, 'content', 'application/json').schema;
  const examples = objectAt(answer, 'content', 'application/problem+json', 'examples');
  const codes = Object.entries(examples).map(([code, example]) => [code, objectAt(example).summary!]);
  const isProblemOnly = codes.length > 0 && !schema;
  return html`<div class="answer">
    <p><b>${status}</b> ${isProblemOnly ? undefined : (answer.description as string)}</p>
    ${schema ? writeShape(objectAt(schema)) : undefined}${codes.length > 0 ? writeCodes(Object.fromEntries(codes) as JsonObject) : undefined}
  </div>`;
}

function writeEvent(event: JsonObject, asyncApi: JsonObject): Html {
  const schemaOf = (messages: Json | undefined) => resolve((messages as Json[])[0], asyncApi).payload!;
  const refusals = objectAt(event, 'x-refusals');
  return html`<section id="${anchorOf(event)}">
    <h4>
      <b>${event.action === 'receive' ? 'to the engine' : 'from the engine'}</b> <code>${event.title as string}</code>
    </h4>
    <p>${event.summary as string}</p>
    <p class="roles">Roles: ${textsOf(event['x-roles']).join(', ')}</p>
    <h5>Payload</h5>
    ${writeShape(objectAt(schemaOf(event.messages)))}
    ${
      event.reply
        ? html`<h5>Ack</h5>
            ${writeShape(objectAt(schemaOf(objectAt(event, 'reply').messages)))}`
        : undefined
    }
    ${
      Object.keys(refusals).length > 0
        ? html`<h5>Codes of a refusal</h5>
            ${writeCodes(refusals)}`
        : undefined
    }
  </section>`;
}

function anchorOf(event: JsonObject): string {
  return String(event.title).replace(':', '-');
}

function writeCodes(codes: JsonObject): Html {
  return html`<dl>
    ${Object.entries(codes).map(
      ([code, text]) =>
        html`<dt><code>${code}</code></dt>
          <dd>${text as string}</dd>`,
    )}
  </dl>`;
}

/** An object as a table of its properties, a choice as a list, all else in one line. */
function writeShape(schema: JsonObject): Html {
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches) && branches.some((branch) => objectAt(branch).properties))
    return html`<p>One of:</p>
      <ol>
        ${branches.map((branch) => html`<li>${writeShape(objectAt(branch))}</li>`)}
      </ol>`;
  const properties = Object.entries(objectAt(schema, 'properties'));
  if (properties.length === 0)
    return html`<p>
      ${schema.type || schema.$ref || schema.allOf || branches ? typeOf(schema) : ((schema.description as string) ?? 'anything')}
    </p>`;
  const required = textsOf(schema.required);
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Form</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      ${properties.map(([name, property]) => writeProperty(name, objectAt(property), required.includes(name)))}
    </tbody>
  </table>`;
}

function writeProperty(name: string, property: JsonObject, isRequired: boolean): Html {
  const { default: preset, description } = property;
  const isNested = property.properties !== undefined;
  return html`<tr>
    <th scope="row"><code>${name}</code>${isRequired ? undefined : html` <small>optional</small>`}</th>
    <td>
      ${isNested ? writeShape(property) : typeOf(property)}${preset === undefined ? undefined : html` <small>default ${JSON.stringify(preset)}</small>`}
    </td>
    <td>${description as string | undefined}</td>
  </tr> `;
}

/** The words of a type, with links to the shapes that it names. */
function typeOf(schema: JsonObject): Html {
  const words = tellType(schema, (name) => `\u0000${name}\u0000`);
  return html`${words.split('\u0000').map((part, i) => (i % 2 === 1 ? html`<a href="#shape-${part}">${part}</a>` : part))}`;
}
