//! The keys under which the tree keeps what OpenAPI 3.0 has no word for, or `openapiv3` no place.
//!
//! The upgrade and the reading of the document write them; the stages after that look there. What only one file says is not
//! listed.

// The document and its components.
pub const WEBHOOKS: &str = "x-webhooks";
pub const PATH_ITEMS: &str = "x-pathItems";
pub const MEDIA_TYPES: &str = "x-mediaTypes";
pub const ADDITIONAL_OPERATIONS: &str = "x-additional-operations";

// Servers and security schemes.
pub const NAME: &str = "x-name";
pub const TYPE: &str = "x-type";

// Parameters and headers.
pub const IN: &str = "x-in";
pub const STYLE: &str = "x-style";
pub const EXPLODE: &str = "x-explode";
pub const ALLOW_RESERVED: &str = "x-allowReserved";
pub const ALLOW_EMPTY_VALUE: &str = "x-allowEmptyValue";

// Media types. `examples` of 2.0 and of schemas has the same key.
pub const EXAMPLES: &str = "x-examples";
pub const ITEM_SCHEMA: &str = "x-itemSchema";
pub const ENCODING: &str = "x-encoding";
pub const PREFIX_ENCODING: &str = "x-prefixEncoding";
pub const ITEM_ENCODING: &str = "x-itemEncoding";

// Schemas: what is beside a reference, and what `openapiv3` cannot hold.
pub const READ_ONLY: &str = "x-readOnly";
pub const WRITE_ONLY: &str = "x-writeOnly";
pub const XML: &str = "x-xml";
pub const MINIMUM: &str = "x-minimum";
pub const EXCLUSIVE_MINIMUM: &str = "x-exclusiveMinimum";
pub const MAXIMUM: &str = "x-maximum";
pub const EXCLUSIVE_MAXIMUM: &str = "x-exclusiveMaximum";
pub const MULTIPLE_OF: &str = "x-multipleOf";

// Schemas: keywords of other versions.
pub const COLLECTION_FORMAT: &str = "x-collectionFormat";
pub const PREFIX_ITEMS: &str = "x-prefixItems";
pub const ITEMS: &str = "x-items";
pub const CONTAINS: &str = "x-contains";
pub const MIN_CONTAINS: &str = "x-minContains";
pub const MAX_CONTAINS: &str = "x-maxContains";
pub const UNEVALUATED_ITEMS: &str = "x-unevaluatedItems";
pub const PATTERN_PROPERTIES: &str = "x-patternProperties";
pub const PATTERNS: &str = "x-patterns";
pub const PROPERTY_NAMES: &str = "x-propertyNames";
pub const DEPENDENT_REQUIRED: &str = "x-dependentRequired";
pub const DEPENDENT_SCHEMAS: &str = "x-dependentSchemas";
pub const UNEVALUATED_PROPERTIES: &str = "x-unevaluatedProperties";
pub const CONTENT_ENCODING: &str = "x-contentEncoding";
pub const CONTENT_MEDIA_TYPE: &str = "x-contentMediaType";
pub const CONTENT_SCHEMA: &str = "x-contentSchema";
pub const IF: &str = "x-if";
pub const THEN: &str = "x-then";
pub const ELSE: &str = "x-else";
pub const DEFS: &str = "x-$defs";
pub const DEFAULT_MAPPING: &str = "x-default-mapping";
pub const DEFINITIONS: &str = "x-definitions";
pub const DYNAMIC_REF: &str = "x-$dynamicRef";
