package runbooks

// measurer is what measured a variant, as people call it, and empty where a
// variant's name says nothing to them.
func measurer(variant string) string {
	switch variant {
	case "haproxy":
		return "HAProxy"
	case "nginx", "nginxplus":
		return "nginx"
	case "postgres":
		return "PostgreSQL"
	case "pgbouncer":
		return "PgBouncer"
	case "cloudwatch", "rds":
		return "CloudWatch"
	case "kubernetes":
		return "Kubernetes"
	case "blackbox":
		return "The probe from outside"
	case "systemd":
		return "systemd"
	case "node":
		return "The host"
	case "app":
		return "The application"
	case "prometheus":
		return "Prometheus"
	}
	return ""
}
