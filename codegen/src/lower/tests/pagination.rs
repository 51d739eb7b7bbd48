//! `x-pagination`: what fits an operation, and what is said about the rest.

use super::{lowered, show};

/// A list with that extension; the pages are told from the document's other members.
fn list(extension: &str) -> Result<String, String> {
    let text = format!(
        "
openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /list:
    get:
      operationId: list
      parameters:
        - {{name: offset, in: query, schema: {{type: integer}}}}
        - {{name: cursor, in: query, schema: {{type: string}}}}
        - {{name: flag, in: query, schema: {{type: boolean}}}}
        - {{name: json, in: query, content: {{application/json: {{schema: {{type: integer}}}}}}}}
        - {{name: X-Page, in: header, schema: {{type: integer}}}}
      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Page'}}}}}}}}}}
      x-pagination: {extension}
components:
  schemas:
    Page:
      type: object
      properties:
        items: {{type: array, items: {{$ref: '#/components/schemas/Item'}}}}
        meta: {{type: object, nullable: true, properties: {{next: {{type: string}}, total: {{type: integer}}, more: {{type: boolean}}}}}}
    Item: {{type: object, properties: {{id: {{type: string}}, when: {{type: number}}}}}}
"
    );
    let (api, warnings) = lowered(&text).expect("the rest of the document is sound");
    let pages =
        show::show(&api).lines().map(str::trim_start).find(|line| line.starts_with("pages of")).map(str::to_owned);
    let shown =
        |line: &str| line.replace("warning[E017] #/paths/~1list/get/x-pagination", "").replace("; it is ignored", "");
    pages.ok_or_else(|| warnings.lines().map(shown).collect::<Vec<_>>().join("\n"))
}

#[test]
fn what_fits_is_kept() {
    for (extension, expected) in [
        ("{style: offset, parameter: offset, items: /items, total-items: /meta/total, more: /meta/more}", "Offset"),
        ("{style: page, parameter: offset, first: 0, items: /items, key: /id, whole-without: cursor}", "Page"),
        ("{style: cursor, parameter: cursor, items: /items, next: /meta/next}", "Cursor"),
        ("{style: cursor, parameter: offset, items: /items, last-item: /id}", "Cursor"),
        ("{style: link, items: /items}", "Link { next: None }"),
        ("{style: link, items: /items, next: /meta/next}", "Link { next: Some"),
    ] {
        let pages = list(extension).unwrap_or_else(|findings| panic!("{extension}: {findings}"));
        assert!(pages.starts_with(&format!("pages of items by {expected}")), "{pages}");
    }
}

#[test]
fn what_does_not_fit_is_ignored_with_a_reason() {
    for (extension, expected) in [
        ("true", ": `x-pagination` must be an object"),
        ("{}", ": `x-pagination` needs the member `style`\n: `x-pagination` needs the member `items`"),
        ("{style: pages, items: /items}", "/style: `style` must be one of offset, page, cursor, link"),
        ("{style: link, items: /items, first: 1}", "/first: `first` does not belong to the style `link`"),
        ("{style: link, items: /items, mor: /m}", "/mor: `x-pagination` has no member `mor`"),
        ("{style: link}", ": `x-pagination` needs the member `items`"),
        ("{style: link, items: items}", "/items: `items` must be a JSON pointer, such as `/list`"),
        ("{style: link, items: /meta}", "/items: the pointer does not lead to an array"),
        ("{style: link, items: ''}", "/items: the pointer does not lead to an array"),
        ("{style: link, items: /no}", "/items: the pointer cannot be followed: there is no property `no`"),
        ("{style: link, items: /items, next: ''}", "/next: `next` must be a JSON pointer, such as `/list`"),
        (
            "{style: link, items: /items, next: /meta/more}",
            "/next: the pointer does not lead to a string or a whole number",
        ),
        ("{style: link, items: /items, more: /meta/next}", "/more: the pointer does not lead to a boolean"),
        ("{style: link, items: /items, key: /when}", "/key: the pointer does not lead to a string or a whole number"),
        ("{style: link, items: /items, key: ''}", "/key: the pointer does not lead to a string or a whole number"),
        ("{style: offset, items: /items}", ": `x-pagination` needs the member `parameter`"),
        (
            "{style: offset, parameter: ofset, items: /items}",
            "/parameter: `parameter` must name a query parameter of the operation",
        ),
        (
            "{style: offset, parameter: X-Page, items: /items}",
            "/parameter: `parameter` must name a query parameter of the operation",
        ),
        (
            "{style: offset, parameter: cursor, items: /items}",
            "/parameter: the parameter `cursor` is not a whole number",
        ),
        (
            "{style: cursor, parameter: flag, items: /items, next: /meta/next}",
            "/parameter: the parameter `flag` is not a string or a whole number",
        ),
        ("{style: offset, parameter: json, items: /items}", "/parameter: the parameter `json` is not a whole number"),
        (
            "{style: page, parameter: offset, items: /items, first: -1}",
            "/first: `first` must be the number of the first page",
        ),
        ("{style: cursor, parameter: cursor, items: /items}", ": `x-pagination` needs the member `next`"),
        (
            "{style: cursor, parameter: cursor, items: /items, next: /meta/next, last-item: /id}",
            "/last-item: there is one place for the cursor, `next` or `last-item`",
        ),
        (
            "{style: link, items: /items, whole-without: limit}",
            "/whole-without: `whole-without` must name a query parameter of the operation",
        ),
        (
            "{limitParam: count, resultsPath: items}",
            "warning[W008] #/paths/~1list/get/x-pagination: `x-pagination` has no member that is known here: it is another \
             generator's, and ignored",
        ),
    ] {
        assert_eq!(list(extension), Err(expected.to_owned()), "{extension}");
    }
}
