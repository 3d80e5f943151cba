{{/* Stops what would start and then lose something. */}}
{{- define "ringpost.checks" -}}
{{- $env := merge (dict) .Values.settings .Values.secrets -}}
{{- range $name := list "RINGPOST_DATA" "RINGPOST_METRICS_PORT" "RINGPOST_TLS_CERT" -}}
{{- if hasKey $env $name -}}{{ fail (printf "%s is not for this chart, which says where data and metrics are, and leaves TLS to what is in front" $name) }}{{- end -}}
{{- end -}}
{{- if .Values.volume.enabled -}}
{{- if gt (int .Values.nodes) 1 -}}
{{ fail "several nodes cannot share a volume: set volume.enabled=false, and name PostgreSQL, NATS and S3" }}
{{- end -}}
{{- if hasKey $env "RINGPOST_DATABASE_URL" -}}{{ fail "set volume.enabled=false to keep everything in PostgreSQL and S3" }}{{- end -}}
{{- else -}}
{{- if not (hasKey .Values.settings "RINGPOST_S3_BUCKET") -}}
{{ fail "without a volume, files need settings.RINGPOST_S3_BUCKET" }}
{{- end -}}
{{- if not .Values.existingSecret -}}
{{- range $name := list "RINGPOST_DATABASE_URL" "RINGPOST_NATS_URL" "RINGPOST_SECRET_KEY" -}}
{{- if not (get $env $name) -}}{{ fail (printf "without a volume, set secrets.%s, or existingSecret" $name) }}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) -}}{{ fail "ingress.enabled needs ingress.host" }}{{- end -}}
{{- end }}
