import { embeddedDocuments } from './embedded-docs.js';

it.each([
  ['#![doc = include_str!("../README.md")]', ['libs/a/README.md']],
  ['#![doc=include_str!( "../../../docs/a.md" , )]', ['docs/a.md']],
  ['#![cfg_attr(doctest, doc = include_str!("../README.md"))]', ['libs/a/README.md']],
  ['#![doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))]', ['libs/a/README.md']],
  ['#[doc = include_str!("../../../../outside.md")]', []],
  // A program that prints its README has to have it: an empty file in its place would be a lie.
  ['const HELP: &str = include_str!("../README.md");', []],
])('%s', (source, expected) => {
  expect(embeddedDocuments(source, 'libs/a/src/lib.rs', 'libs/a')).toEqual(expected);
});
