{{/* The name of everything: that of the release, which says "ringpost" once. */}}
{{- define "ringpost.name" -}}
{{- $name := ternary .Release.Name (printf "%s-ringpost" .Release.Name) (contains "ringpost" .Release.Name) -}}
{{- trunc 52 $name | trimSuffix "-" -}}
{{- end }}

{{- define "ringpost.selector" -}}
app.kubernetes.io/name: ringpost
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ringpost.labels" -}}
{{ include "ringpost.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The Secret whose keys become environment variables; empty if there is none. */}}
{{- define "ringpost.secret" -}}
{{- if .Values.existingSecret -}}
{{ .Values.existingSecret }}
{{- else if .Values.secrets -}}
{{ include "ringpost.name" . }}
{{- end -}}
{{- end }}
