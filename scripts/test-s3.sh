#!/usr/bin/env bash
# Builds the S3 server for the tests, versitygw (Apache-2.0), with Go. Run it once per machine; it takes about two minutes.
# Prints the path, at which test/harness/s3.ts finds it.
set -euo pipefail
version=v1.8.0
folder=${XDG_CACHE_HOME:-$HOME/.cache}/ringpost-test
program=$folder/versitygw-$version
if [[ ! -x $program ]]; then
  mkdir -p "$folder"
  build=$(mktemp -d "$folder/build.XXXXXX")
  trap 'rm -rf "$build"' EXIT
  GOBIN=$build go install "github.com/versity/versitygw/cmd/versitygw@$version"
  mv "$build/versitygw" "$program"
fi
ln -sfn "$program" "$folder/versitygw"
echo "$program"
