"""The dashboards as code: panels as values, Grafana's JSON built from them, and a picture of what they show."""
