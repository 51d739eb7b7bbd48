//! What operations become.

use super::{check_paths, lowered, show};

#[test]
fn parameters_bodies_and_replies() {
    check_paths(
        "
security: [{key: []}]
paths:
  /a/{id}/{x}:
    parameters:
      - {name: q, in: query, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      tags: [T, U]
      parameters:
        - {name: q, in: query, required: true, schema: {type: array, items: {type: string}}}
        - {name: project, in: header, x-client-parameter: true, schema: {type: string}}
        - {name: accept, in: header, schema: {type: string}}
        - {name: content-length, in: header, schema: {type: integer}}
        - {name: y, in: path, required: true, schema: {type: string}}
      responses:
        default: {$ref: '#/components/responses/Error'}
        '4xx': {description: d}
        '200':
          description: d
          headers: {X-Id: {schema: {type: string}}}
          content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}, text/html: {}}
    post:
      operationId: make
      x-idempotent: true
      security: [{}, {key: [], basic: []}]
      requestBody: {required: true, content: {application/vnd.x+json: {schema: {type: array, items: {type: string}, nullable: true}}}}
      responses: {'204': {description: d}}
components:
  responses: {Error: {description: d, content: {application/json: {schema: {type: object, properties: {m: {}}}}}}}
  securitySchemes: {key: {type: apiKey, in: header, name: K}, basic: {type: http, scheme: basic}}
",
        "
get a by id by x:response = { a?: string }
Error response default = { m?: any }
get a by id by x [T] GET /a/{id}/{x} Idempotent
Path id: i64
Path x: string
Query q: [string]
Header project?: string
needs key
Code(200) get a by id by x:response or text/html X-Id: string
Range(4) nothing
Default Error response default
make [default] POST /a/{id}/{x} Idempotent
Path id: i64
Path x: string
Query q?: string
body [string]~
needs
needs key and basic
Code(204) nothing
warning[E014] #/paths/~1a~1{id}~1{x}/get/parameters/1/x-client-parameter: `x-client-parameter` outside of a path is not supported yet; the value is given with each call
warning[W008] #/paths/~1a~1{id}~1{x}/get/parameters/2: a parameter for the header `accept` is ignored, as the standard has it
warning[W008] #/paths/~1a~1{id}~1{x}/get/parameters/3: the header `content-length` is about how the request travels, and set by the transport
warning[W011] #/paths/~1a~1{id}~1{x}/get: `x` in the path is not declared, and is taken for a string
warning[W011] #/paths/~1a~1{id}~1{x}/get/parameters/4: `y` is not in the path `/a/{id}/{x}`, and is left out
warning[W011] #/paths/~1a~1{id}~1{x}/post: `x` in the path is not declared, and is taken for a string
",
    );
}

#[test]
fn what_is_not_carried_is_refused() {
    check_paths(
        "
paths:
  /a{:
    get: {responses: {'200': {description: d}}}
  /b:
    get:
      operationId: b
      security: [{oauth: []}, {nobody: []}]
      parameters:
        - {name: f, in: query, content: {application/xml: {}}}
      requestBody: {content: {application/json: {}, application/xml: {}}}
      responses: {'200': {description: d, content: {text/plain: {}}}}
  /c:
    post:
      operationId: b
      requestBody: {content: {multipart/form-data: {}}}
      callbacks: {on: {}}
      responses: {'200': {description: d}}
components:
  securitySchemes: {oauth: {type: http, scheme: digest}}
",
        "
b [default] GET /b Idempotent
Query f?: string
body? any or application/xml
needs oauth
Code(200) text/plain
post c [default] POST /c NotIdempotent
body? multipart/form-data any
Code(200) nothing
warning[W009] #/components/securitySchemes/oauth: the HTTP scheme `digest` is left to a signer of the caller's
warning[E010] #/paths/~1a{: `/a{` is not a path: a `{` has no `}` after it; the operation is left out
warning[W016] #/paths/~1a{: all operations of the path `/a{` are left out: `/a{` is not a path: a `{` has no `}` after it
warning[W012] #/paths/~1c/post/operationId: `b` is the id of another operation
warning[W009] #/paths/~1b/get/parameters/0/content/application~1xml: the parameter is a string: the caller writes `application/xml`
warning[E015] #/paths/~1b/get/security/1/nobody: there is no security scheme `nobody`; no credential is sent for it
",
    );
}

#[test]
fn what_the_standard_leaves_open_is_said() {
    check_paths(
        "
paths:
  /a?beta=true:
    get:
      operationId: a
      parameters:
        - {name: b, in: query, style: spaceDelimited, schema: {type: string}}
        - {name: c, in: query, style: pipeDelimited, explode: true, schema: {type: array, items: {type: string}}}
        - {name: d, in: query, style: deepObject, schema: {type: array, items: {type: string}}}
        - {name: e, in: query, style: deepObject, explode: false, schema: {type: object, additionalProperties: {type: string}}}
        - {name: f, in: query, style: deepObject, schema: {type: boolean}}
        - {name: g, in: cookie, schema: {type: array, items: {type: string}}}
        - {name: h, in: cookie, x-style: cookie, schema: {type: string}}
        - {name: i, in: query, content: {}}
      responses: {'204': {description: d}}
",
        "
a [default] GET /a?beta=true Idempotent
Query b?: string
Query c?: [string]
Query d?: [string]
Query e?: map string
Query f?: bool
Cookie g?: [string]
Cookie h?: string
Query i?: any
Code(204) nothing
warning[W009] #/paths/~1a?beta=true: what follows the `?` in this path is sent in front of the query of each request
warning[W009] #/paths/~1a?beta=true/get/parameters/0/style: this `style` is for lists and objects: the value is sent as `form` has it, `name=value`
warning[W009] #/paths/~1a?beta=true/get/parameters/1/explode: an exploded value has nothing to delimit: it is sent as `form` has it, each part as `name=value`
warning[W009] #/paths/~1a?beta=true/get/parameters/2/style: `deepObject` is for objects: the items of the list are sent as `name[0]=value`
warning[W009] #/paths/~1a?beta=true/get/parameters/3/explode: `deepObject` is always exploded: each member is sent as `name[key]=value`
warning[W009] #/paths/~1a?beta=true/get/parameters/4/style: `deepObject` is for objects: the value is sent as `form` has it, `name=value`
warning[W009] #/paths/~1a?beta=true/get/parameters/5: the standard leaves open how a cookie is exploded: each part is sent as a cookie of its own
warning[W009] #/paths/~1a?beta=true/get/parameters/7/content: `content` without an entry is taken for JSON of any kind
",
    );
}

/// A job, and an operation whose reply links to it with these `parameters`.
fn job(parameters: &str, waiter: &str) -> String {
    format!(
        "
paths:
  /start/{{p}}:
    post:
      operationId: start
      parameters: [{{name: p, in: path, required: true, schema: {{type: string}}}}]
      responses:
        '200':
          description: d
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Started'}}}}}}
          links: {{job: {{operationRef: '#/paths/~1job~1{{id}}/get', parameters: {parameters}}}}}
  /job/{{id}}:
    get:
      operationId: job
      x-waiter: {waiter}
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Job'}}}}}}}}}}
components:
  schemas:
    Started: {{type: object, required: [id], properties: {{id: {{type: string}}, opt: {{type: string}}}}}}
    Job: {{type: object, properties: {{state: {{type: string, enum: [OK, BAD]}}, text: {{type: string, nullable: true}}}}}}
"
    )
}

#[test]
fn links_and_waiters_are_resolved() {
    let waiter = "{state: /state, success: [OK], failure: [BAD], interval: 5}";
    let (api, warnings) = lowered(&format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{}",
        job("{id: $response.body#/id}", waiter)
    ))
    .expect("the document is sound");
    let shown = show::show(&api);
    assert!(shown.contains("job -> job(id = body/id)\n"), "{shown}");
    assert!(shown.contains("waits for state to be OK"), "{shown}");
    assert_eq!(warnings, "");
}

#[test]
fn links_that_cannot_be_followed_are_left_out() {
    let waiter = "{state: /state, success: [OK], failure: [BAD], interval: 5}";
    let table = [
        ("{path.id: $request.path.p}", ""),
        ("{id: $request.path.q}", "the request has no parameter `q` in its path"),
        ("{id: fixed}", ""),
        ("{id: 7}", "it gives `id` a value that does not fit"),
        ("{id: $response.body#/opt}", "what `$response.body#/opt` leads to may be absent or null"),
        ("{id: $response.body#/no}", "`$response.body#/no` cannot be followed: there is no property `no`"),
        ("{id: $method}", "values from `$method` are not supported"),
        ("{other: $request.path.p}", "`job` has no parameter `other`"),
        ("{}", "it does not give the required parameter `id`"),
    ];
    for (parameters, reason) in table {
        let text = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{}", job(parameters, waiter));
        let (_, warnings) = lowered(&text).expect("a link is no error");
        let expected = match reason {
            "" => String::new(),
            _ => format!(
                "warning[W008] #/paths/~1start~1{{p}}/post/responses/200/links/job: the link `job` is left out, because {reason}"
            ),
        };
        assert_eq!(warnings, expected);
    }
}

#[test]
fn waiters_must_fit() {
    let waiter = "{state: /text, success: [OKAY], failure: [BAD], interval: 0, progess: /state, progress: /none}";
    check_paths(
        &job("{id: $response.body#/id}", waiter),
        "
Started = { id: string, opt?: string }
Job = { state?: Job/state, text?~: string }
Job/state = OK | BAD
start [default] POST /start/{p} NotIdempotent
Path p: string
Code(200) Started
job -> job(id = body/id)
job [default] GET /job/{id} Idempotent
Path id: string
Code(200) Job
warning[E011] #/paths/~1job~1{id}/get/x-waiter/progess: `x-waiter` has no member `progess`; it is ignored
warning[E011] #/paths/~1job~1{id}/get/x-waiter/state: what the pointer leads to may be null; it is ignored
warning[E011] #/paths/~1job~1{id}/get/x-waiter: `x-waiter` needs the member `interval`, a whole number of seconds; it is ignored
warning[E011] #/paths/~1job~1{id}/get/x-waiter/progress: the pointer cannot be followed: there is no property `none`; it is ignored
",
    );
}

#[test]
fn what_nothing_refers_to_goes_the_way_of_what_it_holds() {
    check_paths(
        "
paths:
  /a:
    post:
      operationId: send
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Both'}}}}}
components:
  schemas:
    Both: {type: object, properties: {r: {type: string, readOnly: true}, w: {type: string, writeOnly: true}}}
    Sent: {type: object, properties: {both: {$ref: '#/components/schemas/Both'}, r: {type: string, readOnly: true}}}
    HoldsSent: {type: object, properties: {sent: {$ref: '#/components/schemas/Sent'}, r: {type: string, readOnly: true}}}
    HoldsBoth: {type: object, properties: {both: {$ref: '#/components/schemas/Both'}, w: {type: string, writeOnly: true}}}
",
        "
Both = { r?: string ReadOnly }
Sent = { both?: Both> }
HoldsSent = { sent?: Sent }
HoldsBoth = { both?: Both }
Both> = { w?: string WriteOnly }
send [default] POST /a NotIdempotent
body? Sent
Code(200) Both
",
    );
}

#[test]
fn the_product_document_is_lowered_without_a_warning() {
    let (api, warnings) = lowered(include_str!("../../../../spec/dws.yaml")).expect("the document is sound");
    assert_eq!(warnings, "");
    assert_eq!(api.operations.len(), 7);
    let shown = show::show(&api);
    assert!(shown.contains("job -> listJobDetails(project_id = {project_id}, job_id = body/job_id)"), "{shown}");
    assert!(shown.contains("waits for status to be SUCCESS"), "{shown}");
}
