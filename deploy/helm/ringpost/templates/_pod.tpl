{{- define "ringpost.pod" -}}
metadata:
  labels: {{- include "ringpost.labels" . | nindent 4 }}
  annotations:
    # A change of secrets restarts the nodes.
    ringpost/secrets: {{ toJson .Values.secrets | sha256sum }}
    {{- with .Values.podAnnotations }}{{ toYaml . | nindent 4 }}{{- end }}
spec:
  automountServiceAccountToken: false
  # Otherwise Kubernetes sets RINGPOST_PORT and others for a Service named ringpost, which the server refuses as unknown settings.
  enableServiceLinks: false
  # Stopping finishes accepted work, which takes at most 30 s, after the 5 s of preStop.
  terminationGracePeriodSeconds: 45
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: ringpost
      image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      ports:
        - { name: ringpost, containerPort: 8080 }
        # Only for your Prometheus: neither Service nor Ingress lead there.
        - { name: metrics, containerPort: 9090 }
      env:
        - { name: PORT, value: "8080" }
        - { name: RINGPOST_DATA, value: /data }
        - { name: RINGPOST_METRICS_PORT, value: "9090" }
        {{- if and .Values.ingress.enabled (not (hasKey .Values.settings "RINGPOST_PUBLIC_URL")) }}
        - name: RINGPOST_PUBLIC_URL
          value: {{ printf "%s://%s" (ternary "https" "http" (ne .Values.ingress.tlsSecret "")) .Values.ingress.host | quote }}
        {{- end }}
        {{- range $name, $value := .Values.settings }}
        - { name: {{ $name }}, value: {{ $value | quote }} }
        {{- end }}
      {{- with include "ringpost.secret" . }}
      envFrom:
        - secretRef: { name: {{ . }} }
      {{- end }}
      # A first start of a newer version may change a large database before it answers.
      startupProbe:
        httpGet: { path: /healthz, port: ringpost }
        periodSeconds: 2
        timeoutSeconds: 5
        failureThreshold: 900
      livenessProbe:
        httpGet: { path: /healthz, port: ringpost }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /readyz, port: ringpost }
        periodSeconds: 3
        timeoutSeconds: 5
        failureThreshold: 2
      lifecycle:
        # Until every proxy has heard that the node leaves.
        preStop: { exec: { command: [sleep, "5"] } }
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      resources: {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - { name: data, mountPath: /data }
        - { name: temporary, mountPath: /tmp }
  volumes:
    - { name: temporary, emptyDir: {} }
    {{- if not .Values.volume.enabled }}
    - { name: data, emptyDir: {} }
    {{- end }}
  {{- if gt (int .Values.nodes) 1 }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{- include "ringpost.selector" . | nindent 10 }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
