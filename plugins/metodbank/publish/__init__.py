"""Files to a web server: manifest, plan, upload, verification, switch, rollback; knows files, not entries."""
